package io.tidemark.batch.run;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** A run that cannot succeed however often it is tried: what was asked for must change. */
public final class RunRefusedException extends FaultException {
    private static final long serialVersionUID = 1;

    public RunRefusedException(String code, String place, String fault, String mend) {
        this(new Fault(code, place, fault, mend));
    }

    RunRefusedException(Fault fault) {
        super(fault);
    }
}
