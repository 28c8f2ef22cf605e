package io.tidemark.serving.ranges;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** The ranges of serving nodes cannot be as they are set: the operator's to mend. */
public final class RangesException extends FaultException {
    RangesException(String place, String fault, String mend) {
        super(new Fault("TM-SRV-020", place, fault, mend), null);
    }
}
