package io.tidemark.manifest;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.tidemark.PartitionId;

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

    /** One that was asked for by its number, and is kept no more, or was not published yet. */
    public static ManifestException notThere(long number) {
        return new ManifestException(new Fault(
                "TM-MAN-003",
                "manifest " + number,
                "is not there: it is kept no more, or it was not published yet",
                "nothing: who needs it goes on with the newest one"));
    }

    /** One that does not tell what an operator remembers: nobody can go on from its tidemark. */
    public static ManifestException untold(long number, ViewId view, PartitionId partition) {
        return new ManifestException(new Fault(
                "TM-MAN-004",
                "manifest " + number + ", aggregation \"" + view.name() + "\"",
                "does not tell what the operator of definition " + view.fingerprint() + " remembers of " + partition,
                "nothing: the next run tells it; or run `tidemark batch recompute` for the aggregation"));
    }
}
