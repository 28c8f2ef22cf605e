package io.tidemark.speed.state;

/**
 * The user's code threw when a record was half in: some of its metrics may have it and others not. The state it was thrown
 * from is in doubt; whoever opens it again from what is stored leaves this record out ({@link RefusedRecords}).
 */
public final class HalfFoldedException extends RuntimeException {
    private final String aggregation;
    private final long offset;

    /** The exception for what was thrown, unless that is a failure of the process, or of the model as a whole. */
    static RuntimeException unlessNotTheRecords(String aggregation, long offset, Throwable thrown) {
        boolean ofTheMachine = thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
        if (thrown instanceof Error error && (ofTheMachine || thrown instanceof LinkageError)) {
            throw error;
        }
        return new HalfFoldedException(aggregation, offset, thrown);
    }

    private HalfFoldedException(String aggregation, long offset, Throwable cause) {
        super("aggregation \"" + aggregation + "\" threw in the middle of offset " + offset + ": " + cause, cause);
        this.aggregation = aggregation;
        this.offset = offset;
    }

    public String aggregation() {
        return aggregation;
    }

    public long offset() {
        return offset;
    }
}
