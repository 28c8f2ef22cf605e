package io.tidemark.speed.store;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** The state directory can never be used as it is. The operator must act before the node can start. */
public final class UnusableStateException extends FaultException {
    UnusableStateException(Fault fault, Throwable cause) {
        super(fault, cause);
    }
}
