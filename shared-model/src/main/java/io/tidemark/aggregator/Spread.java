package io.tidemark.aggregator;

/** Which measure of spread is asked for. */
enum Spread {
    VARIANCE("variance", 0, false),
    SAMPLE_VARIANCE("sampleVariance", 1, false),
    STDDEV("stddev", 0, true),
    SAMPLE_STDDEV("sampleStddev", 1, true);

    private final String kind;
    private final int lostDegrees;
    private final boolean root;

    Spread(String kind, int lostDegrees, boolean root) {
        this.kind = kind;
        this.lostDegrees = lostDegrees;
        this.root = root;
    }

    String kind() {
        return kind;
    }

    /** What the sum of squared deviations is divided by; no answer unless it is positive. */
    long divisor(long events) {
        return events - lostDegrees;
    }

    double of(double variance) {
        return root ? Math.sqrt(variance) : variance;
    }

    /** A deviation may be a double where the variance is not. */
    double of(RoundedFraction variance) {
        return root ? variance.root() : variance.value();
    }
}
