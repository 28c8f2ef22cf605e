package io.tidemark.speed.store;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/**
 * The state store fails, as when its disk is full. It is tried again until it does not: nothing is lost, for the log is the
 * truth.
 */
public final class StateStoreException extends FaultException {
    public StateStoreException(Fault fault, Throwable cause) {
        super(fault, cause);
    }

    @Override
    public boolean passesByItself() {
        return true;
    }
}
