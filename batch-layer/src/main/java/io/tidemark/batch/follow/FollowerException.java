package io.tidemark.batch.follow;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** A follower is not there, is not set up, or cannot go on. The operator must act, unless it passes by itself. */
public final class FollowerException extends FaultException {
    private static final long serialVersionUID = 1;

    private final boolean passes;

    public FollowerException(String code, String place, String fault, String mend) {
        this(new Fault(code, place, fault, mend), null, false);
    }

    private FollowerException(Fault fault, Throwable cause, boolean passes) {
        super(fault, cause);
        this.passes = passes;
    }

    /** What may be over without anybody's doing, such as a catalog that does not answer. */
    public static FollowerException passing(Fault fault, Throwable cause) {
        return new FollowerException(fault, cause, true);
    }

    @Override
    public boolean passesByItself() {
        return passes;
    }
}
