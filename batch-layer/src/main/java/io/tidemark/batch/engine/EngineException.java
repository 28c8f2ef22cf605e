package io.tidemark.batch.engine;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/**
 * An engine of others is not there, is not set up, or did not do the work, for a reason that is not one aggregation's:
 * nothing is tried again for each of them. The operator must act.
 */
public final class EngineException extends FaultException {
    private static final long serialVersionUID = 1;

    public EngineException(String code, String place, String fault, String mend) {
        this(new Fault(code, place, fault, mend), null);
    }

    public EngineException(Fault fault, Throwable cause) {
        super(fault, cause);
    }
}
