package io.tidemark.http.tls;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** A file of certificates or keys cannot be used. The operator must act. Names a file, never what stands in it. */
public final class TlsException extends FaultException {
    private static final long serialVersionUID = 1L;

    TlsException(String place, String fault, String mend, Throwable cause) {
        super(new Fault("TM-TLS-001", place, fault, mend), cause);
    }
}
