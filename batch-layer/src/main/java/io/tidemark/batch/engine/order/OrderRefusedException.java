package io.tidemark.batch.engine.order;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** This process cannot do what was ordered as the run planned it: its jars are others, or the files are. */
public final class OrderRefusedException extends FaultException {
    private static final long serialVersionUID = 1;

    OrderRefusedException(String place, String fault, String mend) {
        super(new Fault("TM-ENG-004", place, fault, mend));
    }

    static OrderRefusedException otherDefinition(String place, String ordered, String here) {
        return new OrderRefusedException(
                place,
                "is defined otherwise where the work is done, with fingerprint " + here
                        + ", than where the run was planned, " + ordered,
                "see that the engine's processes get the same jars of the model and of Tidemark, and run the same Java");
    }
}
