package io.tidemark.batch.storage.naming;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.io.OutputFile;

/**
 * How a whole file gets its path in one step, on one kind of file system. Safe for use by many threads.
 *
 * <p>An answer may be lost: what was asked for happened, and an exception says that it failed. So what an exception means is
 * never guessed: it is looked at what lies at the path, and whose that is.
 */
public interface Naming {
    /**
     * How files are named on a file system.
     *
     * @param raw what {@code fileSystem} is, or stands before
     */
    static Naming of(FileSystem fileSystem, FileSystem raw, Path root) throws IOException {
        if (raw instanceof RawLocalFileSystem) {
            return new LinkNaming(fileSystem);
        }
        return raw.hasPathCapability(root, ConditionalNaming.CONDITIONAL)
                ? new ConditionalNaming(fileSystem)
                : new RenameNaming(fileSystem);
    }

    /** Where a file is written before it has its path. */
    OutputFile unfinished(Path temporary);

    /**
     * Gives a file a path that nothing is at. If it is published it is at that path alone; otherwise it is where it was.
     *
     * @param mark by which the file's last bytes are known as its own
     * @throws IOException if the file is certainly not at the path
     */
    Outcome toFreeName(Path unfinished, Path to, byte[] mark) throws IOException;

    /**
     * Gives a file a path that another one may be at, which is gone then.
     *
     * @param mark by which the file's last bytes are known as its own
     * @throws IOException unless the file is at the path
     */
    void toName(Path unfinished, Path to, byte[] mark) throws IOException;

    /** Whether a file is at a path though an exception said that it was not brought there: the answer was lost. */
    static boolean isThere(FileSystem fileSystem, Path unfinished, Path to, byte[] mark, IOException failed) {
        try {
            return !fileSystem.exists(unfinished) && fileSystem.exists(to) && Mark.isOn(fileSystem, to, mark);
        } catch (IOException unseen) {
            failed.addSuppressed(unseen);
            return false;
        }
    }

    /** Throws an unfinished file away; nothing happens if there is none. */
    void discard(Path unfinished) throws IOException;

    /** Whether its files are on a disk of this machine, as far as Java knows. */
    boolean isLocal();

    /** Whether a file appears by a conditional create. */
    default boolean isConditional() {
        return false;
    }
}
