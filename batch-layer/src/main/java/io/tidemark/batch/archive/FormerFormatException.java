package io.tidemark.batch.archive;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** The operator must start anew: the archive was written by a version whose files are read no more, or by a later one. */
public final class FormerFormatException extends FaultException {
    private static final long serialVersionUID = 1;

    FormerFormatException(String path, String format, String reads) {
        super(new Fault(
                "TM-ARC-006",
                path,
                "is of format " + format + ", and this version reads " + reads,
                "start with an empty storage root: the log is archived anew from its beginning; or go on with the version"
                        + " that wrote it"));
    }
}
