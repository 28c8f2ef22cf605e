package io.tidemark.aggregator;

/** A parameter that an aggregator cannot work with, and the mend. */
final class ParameterException extends IllegalArgumentException {
    private final String fault;
    private final String mend;

    ParameterException(String fault, String mend) {
        super(fault + "; " + mend);
        this.fault = fault;
        this.mend = mend;
    }

    String fault() {
        return fault;
    }

    String mend() {
        return mend;
    }

    static void requireBetween(String parameter, long value, long lowest, long highest) {
        if (value < lowest || value > highest) {
            throw new ParameterException(
                    parameter + " " + value + " is out of range", "use " + lowest + " to " + highest);
        }
    }
}
