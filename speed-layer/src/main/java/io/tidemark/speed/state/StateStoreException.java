package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** The state directory cannot be used: locked by another process, full, or damaged. The operator must act. */
public final class StateStoreException extends FaultException {
    public StateStoreException(Fault fault, Throwable cause) {
        super(fault, cause);
    }
}
