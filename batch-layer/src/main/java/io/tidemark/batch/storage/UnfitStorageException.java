package io.tidemark.batch.storage;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;

/** The operator must name another storage: on this one the layer could never keep its promises. */
public final class UnfitStorageException extends FaultException {
    private static final long serialVersionUID = 1;

    UnfitStorageException(String root, String fault, Throwable cause) {
        this(
                root,
                fault,
                "use HDFS, S3 or another store with conditional writes through s3a://, or a local disk whose file system"
                        + " has hard links, such as ext4, XFS or APFS",
                cause);
    }

    private UnfitStorageException(String root, String fault, String mend, Throwable cause) {
        super(new Fault("TM-STO-003", root, fault, mend), cause);
    }

    /** @param directory what lies directly in the root, on another file system than that */
    static UnfitStorageException onSeveralFileSystems(String root, String directory) {
        return new UnfitStorageException(
                root,
                "lies on several file systems, and files are moved within it in one step: " + directory
                        + " is on another",
                "keep all of it on one: mount the larger one as the whole root, or name a directory on it",
                null);
    }

    /** S3's own libraries are none of Tidemark's usual ones. */
    static UnfitStorageException withoutLibraries(String root, Throwable cause) {
        return new UnfitStorageException(
                root,
                "needs libraries that are not in the class path (" + Reason.of(cause) + ")",
                "build the module storage-s3 once, as docs/storage.md says, or depend on io.tidemark:storage-s3",
                cause);
    }

    /** @param file the root, or what it should lie in */
    static UnfitStorageException inFile(String root, String file) {
        return new UnfitStorageException(root, file + " is a file", "name a directory, or move the file away", null);
    }
}
