package io.tidemark.serving.index;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.manifest.ViewFile;

/** The index cannot be opened, written or read, or a view file cannot be taken into it. */
public final class IndexException extends FaultException {
    public IndexException(String code, String place, String fault, String mend) {
        this(code, place, fault, mend, null);
    }

    public IndexException(String code, String place, String fault, String mend, Throwable cause) {
        super(new Fault(code, place, fault, mend), cause);
    }

    /** Whatever reading a view file throws: a missing or damaged one is a reader's bare RuntimeException, or its Error. */
    public static IndexException unreadable(ViewFile file, Throwable cause) {
        return new IndexException(
                "TM-SRV-012",
                "view file " + file.path(),
                "cannot be read: " + Reason.of(cause),
                "put the file back as it was, or recompute the aggregation; it is tried again meanwhile",
                cause);
    }

    /** Stable, such as {@code TM-SRV-001}. */
    public String code() {
        return fault().code();
    }
}
