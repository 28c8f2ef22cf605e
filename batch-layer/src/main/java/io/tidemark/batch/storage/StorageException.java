package io.tidemark.batch.storage;

import io.tidemark.batch.storage.parquet.UnreadableException;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;

/**
 * Files cannot be read or written: the disk is full, a directory is not writable, the name node is away, a file is damaged.
 * Nothing is half visible.
 */
public final class StorageException extends FaultException {
    private static final long serialVersionUID = 1;
    private final boolean passes;

    /**
     * What may be over at any time, and is to be tried again.
     *
     * @param place the file or directory, from the storage's root
     */
    public StorageException(String place, String fault, Throwable cause) {
        this(
                new Fault(
                        "TM-STO-001",
                        place,
                        fault,
                        "nothing is half written, and it is tried again; see that the storage is reached, may be written"
                                + " and has room"),
                true,
                cause);
    }

    private StorageException(Fault fault, boolean passes, Throwable cause) {
        super(fault, cause);
        this.passes = passes;
    }

    static StorageException cannotOpen(String root, Throwable cause) {
        return new StorageException(root, "cannot open it: " + Reason.of(cause), cause);
    }

    /** What may be over at any time: whoever published begins anew, from what is there then. */
    public static StorageException unknown(String path) {
        return new StorageException(
                new Fault(
                        "TM-STO-005",
                        path,
                        "may have been published or not: the storage did not answer, and what is there cannot be read",
                        "nothing is half written; it is looked again, and tried again from what is there then"),
                true,
                null);
    }

    /** What may be over at any time, as an operator may mount and unmount. */
    static StorageException onOtherFileSystem(String path, Throwable cause) {
        return new StorageException(
                new Fault(
                        "TM-STO-001",
                        path,
                        "lies on another file system than the rest of the storage, and files are moved within it in one step",
                        "keep all of storage.root on one; nothing is half written, and it is tried again"),
                true,
                cause);
    }

    /**
     * What lies at the root is not the storage that the process has worked with. What may be over at any time, when the disk
     * is mounted again.
     *
     * @param memory where the process remembers which it was
     */
    static StorageException other(String root, String file, boolean hasId, String memory) {
        return new StorageException(
                new Fault(
                        "TM-STO-004",
                        root,
                        "is not the storage that this node has worked with, which " + memory + " remembers: "
                                + (hasId ? "its " + file + " is that of another" : file + " is not in it"),
                        "see that its disk is mounted, or put the file back; nothing is written meanwhile, and it goes on by"
                                + " itself. If another storage is meant: end the nodes, and `tidemark reset --only-local`"
                                + " of a topic"),
                true,
                null);
    }

    /** A file that is not what it was when it was written. */
    public static StorageException damaged(String path, String fault, Throwable cause) {
        return new StorageException(new Fault("TM-STO-002", path, fault, mend(path)), false, cause);
    }

    /** Views, and what operators remember at their tidemarks, can be made anew from the archive. */
    private static String mend(String path) {
        String back = "put it back from a copy; what does not need it goes on";
        if (path.startsWith("views/")) {
            return "run `tidemark batch recompute` for its aggregation, which makes it anew from the archive, or "
                    + back;
        }
        return path.startsWith("operators/")
                ? "the next run makes it anew if the archive reaches back as far as the operator looks; if not, " + back
                : back;
    }

    /**
     * Why a file that {@link Storage#input} gave could not be read: not at present, if the file system says so itself; all
     * else that is thrown over a file's bytes is about the bytes, and they are not what was written.
     */
    public static StorageException reading(String path, Exception cause) {
        if (cause instanceof StorageException known) {
            return known;
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnreadableException said) {
                return new StorageException(path, "cannot be read: " + Reason.of(said.getCause()), cause);
            }
        }
        return damaged(path, "is damaged: " + Reason.of(cause), cause);
    }

    /** Whether the file system itself did not do what it was asked. */
    boolean isOfReach() {
        return passes && getCause() != null;
    }

    @Override
    public boolean passesByItself() {
        return passes;
    }
}
