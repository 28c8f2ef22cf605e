package io.tidemark.batch.engine;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/**
 * An engine of others is not there, is not set up, or did not do the work, for a reason that is not one aggregation's:
 * nothing is tried again for each of them. The operator must act, unless it passes by itself.
 */
public final class EngineException extends FaultException {
    private static final long serialVersionUID = 1;

    private final boolean passes;

    public EngineException(String code, String place, String fault, String mend) {
        this(new Fault(code, place, fault, mend), null);
    }

    public EngineException(Fault fault, Throwable cause) {
        this(fault, cause, false);
    }

    private EngineException(Fault fault, Throwable cause, boolean passes) {
        super(fault, cause);
        this.passes = passes;
    }

    /** What may be over without anybody's doing, such as a cluster that does not answer. */
    public static EngineException passing(Fault fault, Throwable cause) {
        return new EngineException(fault, cause, true);
    }

    @Override
    public boolean passesByItself() {
        return passes;
    }
}
