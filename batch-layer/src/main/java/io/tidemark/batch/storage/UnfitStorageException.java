package io.tidemark.batch.storage;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** The operator must name another storage: on this one the layer could never keep its promises. */
public final class UnfitStorageException extends FaultException {
    private static final long serialVersionUID = 1;

    UnfitStorageException(String root, String fault, Throwable cause) {
        super(
                new Fault(
                        "TM-STO-003",
                        root,
                        fault,
                        "use HDFS, or a local disk whose file system has hard links, such as ext4, XFS or APFS"),
                cause);
    }
}
