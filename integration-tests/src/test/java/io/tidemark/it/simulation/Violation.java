package io.tidemark.it.simulation;

/** A promise that was not kept. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** Which promise: a history is shrunk to a smaller one that breaks the same. */
    enum Kind {
        /** An answer is not the plain fold of the records below its {@code asOf}. */
        WRONG_ANSWER,
        /** The archive says what is not so. */
        WRONG_ARCHIVE,
        /** An answer's {@code asOf}, or a published tidemark, went back. */
        WENT_BACK,
        /** All has drained, and somebody does not know all. */
        STUCK,
        /** Something threw. */
        FAULT
    }

    Violation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Violation(Throwable fault) {
        super(String.valueOf(fault), fault);
        this.kind = Kind.FAULT;
    }

    Kind kind() {
        return kind;
    }
}
