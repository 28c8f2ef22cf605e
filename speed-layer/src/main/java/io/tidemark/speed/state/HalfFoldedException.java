package io.tidemark.speed.state;

import io.tidemark.fold.HalfFoldedEventException;
import io.tidemark.usercode.UserCode;

/**
 * The user's code threw when a record was half in: some of its metrics may have it and others not. The state it was thrown
 * from is in doubt; whoever opens it again from what is stored leaves this record out ({@link RefusedRecords}).
 */
public final class HalfFoldedException extends RuntimeException {
    private final String aggregation;
    private final long offset;
    private final String reason;

    /** The exception for what was thrown, unless that is a failure of the process, or of the model as a whole. */
    static RuntimeException unlessNotTheRecords(String aggregation, long offset, Throwable thrown) {
        boolean ofTheMachine = thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
        if (thrown instanceof Error error && (ofTheMachine || thrown instanceof LinkageError)) {
            throw error;
        }
        return new HalfFoldedException(aggregation, offset, thrown);
    }

    private HalfFoldedException(String aggregation, long offset, Throwable cause) {
        this(aggregation, offset, reason(cause), cause);
    }

    private HalfFoldedException(String aggregation, long offset, String reason, Throwable cause) {
        super("aggregation \"" + aggregation + "\" threw in the middle of offset " + offset + ": " + reason, cause);
        this.aggregation = aggregation;
        this.offset = offset;
        this.reason = reason;
    }

    private static String reason(Throwable cause) {
        return cause instanceof HalfFoldedEventException told ? told.getMessage() : UserCode.text(cause);
    }

    public String aggregation() {
        return aggregation;
    }

    public long offset() {
        return offset;
    }

    /** What the user's code threw. */
    String reason() {
        return reason;
    }
}
