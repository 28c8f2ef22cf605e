package io.tidemark.http.identity;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** A file that says who may do what cannot be used. The operator must act. Names a line, never what stands in it. */
public final class AccessFileException extends FaultException {
    private static final long serialVersionUID = 1L;

    public AccessFileException(String place, String fault, String mend) {
        this(place, fault, mend, null);
    }

    public AccessFileException(String place, String fault, String mend, Throwable cause) {
        super(new Fault("TM-ACC-001", place, fault, mend), cause);
    }
}
