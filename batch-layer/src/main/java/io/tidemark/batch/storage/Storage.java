package io.tidemark.batch.storage;

import io.tidemark.batch.storage.naming.Outcome;
import io.tidemark.columns.sum.Checksum;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/**
 * The files of the batch layer below one root. One verb counts: {@link #publishIfAbsent}. A file is written where nobody
 * looks, and then is at its path whole, in one step, only if nothing was there; one that is visible never changes, but for
 * what is {@linkplain #replace replaced}. How that is done differs: on the local disk by a hard link, on HDFS by a rename that
 * refuses, on an object store by a conditional create.
 *
 * <pre>{@code
 * String unfinished = storage.temporary("views/a/1.parquet");
 * ... write storage.output(unfinished), with storage.id(unfinished) among its last bytes ...
 * switch (storage.publishIfAbsent(unfinished, "views/a/1.parquet")) {
 *     case PUBLISHED -> ...;  case LOST -> ...;  case UNKNOWN -> ...;
 * }
 * }</pre>
 *
 * <p>Paths are relative to the root, with {@code /} between names. Every method throws {@link StorageException} if the
 * file system does. Safe for use by many threads.
 */
public interface Storage {
    /** Opens a root: a URI of any file system that the configuration knows, or the path of a local directory. */
    static Storage at(String root, Configuration configuration) {
        return at(new Path(root).toUri(), configuration);
    }

    /**
     * Opens a root: a URI of any file system that the configuration knows; without a scheme it is a local path.
     *
     * @throws UnfitStorageException if the configuration does not know its file system, or it is a file
     */
    static Storage at(URI root, Configuration configuration) {
        return Opening.at(root, configuration);
    }

    /** Opens a root on a file system that is there already. */
    static Storage on(FileSystem fileSystem, Path root) {
        try {
            return new FileStorage(fileSystem, root);
        } catch (IOException | FSError e) {
            throw StorageException.cannotOpen(root.toString(), e);
        }
    }

    /** Whether a text is the id of some writer. */
    static boolean isWriter(String text) {
        return Temporaries.isWriter(text);
    }

    /**
     * The same for a process that works with one storage for long: while the root is not the storage that the process has
     * worked with, such as an empty mount point, nothing is written and nothing is said to be absent.
     *
     * @param memory the file of the process in which it remembers which storage that is
     * @throws StorageException if it is another one; that it cannot be read at present is no reason
     */
    Storage remembering(java.nio.file.Path memory);

    /** The root as a URI, for messages and for processes that open it themselves. */
    URI root();

    /** Who writes here: an id that no other writer has. */
    String writer();

    /** A new path for a file that is not finished. It is this process's until it is published or deleted. */
    String temporary(String name);

    /**
     * An id that no other file has, for the content of a file that is not finished: by it one's own file is told from
     * another's where an answer was lost. It should stand among the file's last MiB, in ASCII.
     */
    String id(String temporaryPath);

    /** A new file for Parquet to write; give it a {@link #temporary} path. */
    OutputFile output(String temporaryPath);

    /**
     * Makes a finished temporary file visible, in one step, if there is no file at {@code path} yet. The temporary file
     * is gone afterwards, if that can be done.
     *
     * @throws StorageException if it was certainly not made visible, such as for want of room or rights
     */
    Outcome publishIfAbsent(String temporaryPath, String path);

    /**
     * The same for a whole small file.
     *
     * @param content should be of this attempt alone, by an id in it: where an answer was lost, equal content is one's own
     */
    Outcome publishIfAbsent(String path, byte[] content);

    /**
     * As {@link #publishIfAbsent(String, String)}, for whoever begins anew where the outcome is not known.
     *
     * @return whether it was made visible; false if the path is taken
     * @throws StorageException also if the outcome is not known
     */
    default boolean publish(String temporaryPath, String path) {
        return isPublished(publishIfAbsent(temporaryPath, path), path);
    }

    /**
     * As {@link #publishIfAbsent(String, byte[])}, for whoever begins anew where the outcome is not known.
     *
     * @return false, with nothing changed, if the path is taken
     * @throws StorageException also if the outcome is not known
     */
    default boolean createIfAbsent(String path, byte[] content) {
        return isPublished(publishIfAbsent(path, content), path);
    }

    /** @throws StorageException if it is not known */
    static boolean isPublished(Outcome outcome, String path) {
        return switch (outcome) {
            case PUBLISHED -> true;
            case LOST -> false;
            case UNKNOWN -> throw StorageException.unknown(path);
        };
    }

    /**
     * Writes a whole file in the place of the one that may be there, in one step: readers find either. On a file system
     * that has no such rename, nothing is at the path for a moment. For reports, which change; never for data. Where the answer
     * was lost it is looked at what is there, as with {@link #publishIfAbsent(String, byte[])}.
     *
     * @param content should be of this attempt alone, by an id in it
     */
    void replace(String path, byte[] content);

    /**
     * Moves a visible file to a path that nothing is at; not in one step everywhere, so no node may be at work on it.
     *
     * @return false, with nothing changed, if the path is taken
     */
    boolean move(String from, String to);

    /**
     * Writes something and takes it away again.
     *
     * @throws StorageException if that cannot be done at present
     */
    void requireRoom();

    /**
     * Tries what the layer is built on: that a file appears whole, and only if there is none of its name.
     *
     * @throws UnfitStorageException if this storage can never do that; what may pass, such as a full disk, is no reason
     */
    void requireFit();

    /**
     * Reads a whole file. Of one that is replaced meanwhile it gives the old or the new content: a file system may lose
     * the bytes of the old one under its reader, so what fails is read again for as long as the file is another one.
     */
    byte[] read(String path);

    /**
     * Reads a file's first bytes and adds them up.
     *
     * @throws StorageException if they are not what was written
     */
    void requireSum(String path, Checksum written);

    boolean exists(String path);

    /** When a visible file was last changed; empty if there is none. */
    Optional<Instant> modified(String path);

    /** The visible files that lie directly in a directory, as paths from the root, sorted; none if it is missing. */
    List<String> list(String directory);

    /** The directories that lie directly in a directory, as paths from the root, sorted; none if it is missing. */
    List<String> directories(String directory);

    /** Deletes a file; nothing happens if there is none. */
    void delete(String path);

    /**
     * Deletes what writers have left behind unfinished: of this one what nobody here is at, and all of writers that are
     * gone. Of a writer of which nothing is known, it goes by age. Returns how many.
     *
     * @param others what is known of other writers
     * @param before what was last written before then is old
     */
    int deleteTemporaries(SignsOfLife.Seen others, Instant before);

    /** A file for Parquet to read. */
    InputFile input(String path);

    /** Why something here failed, in the same words whenever the same fails: each attempt has temporary files of its own. */
    String reason(Throwable failure);
}
