package io.tidemark.usercode;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/**
 * The user's code cannot go on: no record is to blame, so none is quarantined, and the position stays. Stops what the
 * fault's place names (an aggregation, or all of a stream's) and nothing else. The author of the definition must act.
 */
public final class UserCodeException extends FaultException {
    public UserCodeException(Fault fault, Throwable cause) {
        super(fault, cause);
    }
}
