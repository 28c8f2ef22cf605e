package io.tidemark.manifest;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** A manifest cannot be read for what it is. Nothing is answered or published from it; the operator must act. */
public final class ManifestException extends FaultException {
    private static final long serialVersionUID = 1;

    public ManifestException(String place, String fault, Throwable cause) {
        super(
                new Fault(
                        "TM-MAN-001",
                        place,
                        fault,
                        "put the file back from a copy, or move it and all with higher numbers away, and the next run goes"
                                + " on from the one before"),
                cause);
    }

    private ManifestException(Fault fault) {
        super(fault, null);
    }

    /** One that another version of Tidemark wrote. */
    public static ManifestException otherFormat(String place, int format, int known) {
        return new ManifestException(new Fault(
                "TM-MAN-002",
                place,
                "has format " + format + ", and this version reads " + known,
                "begin with an empty storage root (the archive is built anew from the log), or run the version of Tidemark"
                        + " that wrote it"));
    }
}
