package io.tidemark.aggregator;

/** Which end is asked for. */
enum Extreme {
    MIN("min"),
    MAX("max");

    private final String kind;

    Extreme(String kind) {
        this.kind = kind;
    }

    String kind() {
        return kind;
    }

    /** Whether the outcome of comparing a candidate with what is held says that the candidate lies further out. */
    boolean isBeyond(int compared) {
        return this == MIN ? compared < 0 : compared > 0;
    }
}
