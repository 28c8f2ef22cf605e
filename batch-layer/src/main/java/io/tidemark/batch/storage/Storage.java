package io.tidemark.batch.storage;

import io.tidemark.columns.sum.Checksum;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the batch layer below one root, on any Hadoop file system whose {@code rename} is atomic and refuses an
 * existing target (HDFS does; object stores do not), or on the local disk. Files are written under a temporary name and
 * then made visible in one step; one that is visible never changes.
 *
 * <p>Paths are relative to the root, with {@code /} between names. Every method throws {@link StorageException} if the
 * file system does. Safe for use by many threads.
 */
public final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final int ROOM_BYTES = 64 << 10;
    private static final int SUMMED_AT_ONCE = 256 << 10;

    private final Temporaries temporaries = new Temporaries();
    private final FileSystem fileSystem;
    private final Path root;
    private final Moves moves;

    private Storage(FileSystem fileSystem, Path root) throws IOException {
        this.fileSystem = fileSystem;
        this.root = fileSystem.makeQualified(root);
        this.moves = new Moves(fileSystem);
    }

    /** Opens a root: a URI of any file system that the configuration knows, or the path of a local directory. */
    public static Storage at(String root, Configuration configuration) {
        return at(new Path(root).toUri(), configuration);
    }

    /**
     * Opens a root: a URI of any file system that the configuration knows; without a scheme it is a local path.
     *
     * @throws UnfitStorageException if the configuration does not know its file system, or it is a file
     */
    public static Storage at(URI root, Configuration configuration) {
        try {
            if (root.getScheme() == null || root.getScheme().equals("file")) {
                LocalDisk.requireDirectory(root);
                return on(localFileSystem(configuration), new Path(root.getPath()));
            }
            return on(FileSystem.get(root, configuration), new Path(root));
        } catch (UnsupportedFileSystemException unknown) {
            throw new UnfitStorageException(root.toString(), "is on no file system that is known here", unknown);
        } catch (IOException | FSError e) {
            throw cannotOpen(root.toString(), e);
        }
    }

    /** Opens a root on a file system that is there already. */
    public static Storage on(FileSystem fileSystem, Path root) {
        try {
            return new Storage(fileSystem, root);
        } catch (IOException | FSError e) {
            throw cannotOpen(root.toString(), e);
        }
    }

    /**
     * The same for a process that works with one storage for long: while the root is not the storage that the process has
     * worked with, such as an empty mount point, nothing is written and nothing is said to be absent.
     *
     * @param memory the file of the process in which it remembers which storage that is
     * @throws StorageException if it is another one; that it cannot be read at present is no reason
     */
    public Storage remembering(java.nio.file.Path memory) {
        StorageIdentity identity = new StorageIdentity(this, memory);
        identity.requireSameIfReached();
        return on(new SameFiles(fileSystem, identity), root);
    }

    // Without checksum files: Parquet has its own, and a pair of files cannot be made visible in one step.
    private static FileSystem localFileSystem(Configuration configuration) throws IOException {
        LocalFiles raw = new LocalFiles();
        raw.initialize(URI.create("file:///"), configuration);
        return raw;
    }

    /** The root as a URI, for messages and for processes that open it themselves. */
    public URI root() {
        return root.toUri();
    }

    /** Whether its files are on a disk of this machine, as far as Java knows. */
    boolean isLocal() {
        return moves.areLocal();
    }

    /** Who writes here: an id that no other writer has. */
    public String writer() {
        return temporaries.writer();
    }

    /** Whether a text is the id of some writer. */
    public static boolean isWriter(String text) {
        return Temporaries.isWriter(text);
    }

    /** A new path for a file that is not finished. It is this process's until it is published or deleted. */
    public String temporary(String name) {
        return temporaries.begin(name);
    }

    /**
     * Makes a finished temporary file visible, in one step, if there is no file at {@code path} yet. The temporary file
     * is gone afterwards.
     *
     * @return whether it was made visible; false if the path is taken
     */
    public boolean publish(String temporaryPath, String path) {
        try {
            boolean isFirst = moves.toFreeName(resolve(temporaryPath), resolve(path));
            temporaries.letGo(temporaryPath);
            return isFirst;
        } catch (IOException | FSError e) {
            throw failure("publish", path, e);
        }
    }

    /** Creates a whole file in one step. Returns false, and changes nothing, if the path is taken. */
    public boolean createIfAbsent(String path, byte[] content) {
        String unfinished = write(path, content);
        try {
            return publish(unfinished, path);
        } catch (StorageException e) {
            forget(unfinished);
            throw e;
        }
    }

    /**
     * Writes a whole file in the place of the one that may be there, in one step: readers find either. On a file system
     * that has no such rename, nothing is at the path for a moment. For reports, which change; never for data.
     */
    public void replace(String path, byte[] content) {
        String unfinished = write(path, content);
        try {
            moves.toName(resolve(unfinished), resolve(path));
            temporaries.letGo(unfinished);
        } catch (IOException | FSError e) {
            forget(unfinished);
            throw failure("replace", path, e);
        }
    }

    private String write(String path, byte[] content) {
        String unfinished = temporary(path);
        try (OutputStream out = fileSystem.create(resolve(unfinished), false)) {
            out.write(content);
        } catch (IOException | FSError e) {
            // On a full disk each attempt would leave one more behind.
            forget(unfinished);
            throw failure("write", path, e);
        }
        return unfinished;
    }

    /** Deletes a temporary file if that can be done now; otherwise it is left behind. */
    void forget(String temporaryPath) {
        try {
            delete(temporaryPath);
        } catch (StorageException left) {
            LOG.debug("a temporary file is left behind path={}", temporaryPath, left);
        }
    }

    /**
     * Writes something and takes it away again.
     *
     * @throws StorageException if that cannot be done at present
     */
    public void requireRoom() {
        delete(write("room", new byte[ROOM_BYTES]));
    }

    /**
     * Tries what the layer is built on: that a file appears whole, and only if there is none of its name.
     *
     * @throws UnfitStorageException if this storage can never do that; what may pass, such as a full disk, is no reason
     */
    public void requireFit() {
        Fitness.require(this);
    }

    /**
     * Reads a whole file. Of one that is replaced meanwhile it gives the old or the new content: a file system may lose
     * the bytes of the old one under its reader, so what fails is read again for as long as the file is another one.
     */
    public byte[] read(String path) {
        Optional<Instant> failed = Optional.empty();
        while (true) {
            try (var in = fileSystem.open(resolve(path))) {
                return in.readAllBytes();
            } catch (IOException | FSError e) {
                Optional<Instant> modified =
                        e instanceof FileNotFoundException ? Optional.empty() : whenModified(path, e);
                if (modified.isEmpty() || modified.equals(failed)) {
                    throw failure("read", path, e);
                }
                failed = modified;
            }
        }
    }

    private Optional<Instant> whenModified(String path, Throwable failed) {
        try {
            return modified(path);
        } catch (StorageException e) {
            failed.addSuppressed(e);
            return Optional.empty();
        }
    }

    /**
     * Reads a file's first bytes and adds them up.
     *
     * @throws StorageException if they are not what was written
     */
    public void requireSum(String path, Checksum written) {
        CRC32C crc = new CRC32C();
        long left = written.bytes();
        byte[] buffer = new byte[(int) Math.min(SUMMED_AT_ONCE, Math.max(1, left))];
        try (var in = fileSystem.open(resolve(path))) {
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw StorageException.damaged(
                            path,
                            "is damaged: it ends too early; missing at its end: " + Counted.of(left, "byte"),
                            null);
                }
                crc.update(buffer, 0, read);
                left -= read;
            }
        } catch (IOException | FSError e) {
            throw failure("read", path, e);
        }
        Checksum found = new Checksum(written.bytes(), (int) crc.getValue());
        if (!found.equals(written)) {
            throw StorageException.damaged(
                    path, "is damaged: it adds up to " + found + ", and " + written + " was written", null);
        }
    }

    public boolean exists(String path) {
        try {
            return fileSystem.exists(resolve(path));
        } catch (IOException | FSError e) {
            throw failure("look up", path, e);
        }
    }

    /** When a visible file was last changed; empty if there is none. */
    public Optional<Instant> modified(String path) {
        try {
            return Optional.of(
                    Instant.ofEpochMilli(fileSystem.getFileStatus(resolve(path)).getModificationTime()));
        } catch (FileNotFoundException missing) {
            return Optional.empty();
        } catch (IOException | FSError e) {
            throw failure("look up", path, e);
        }
    }

    /** The visible files that lie directly in a directory, as paths from the root, sorted; none if it is missing. */
    public List<String> list(String directory) {
        return children(directory, FileStatus::isFile);
    }

    /** The directories that lie directly in a directory, as paths from the root, sorted; none if it is missing. */
    public List<String> directories(String directory) {
        return children(directory, FileStatus::isDirectory);
    }

    private List<String> children(String directory, Predicate<FileStatus> wanted) {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        List<String> paths = new ArrayList<>();
        try {
            for (FileStatus status : fileSystem.listStatus(resolve(directory))) {
                if (wanted.test(status)) {
                    paths.add(prefix + status.getPath().getName());
                }
            }
        } catch (FileNotFoundException missing) {
            return List.of();
        } catch (IOException | FSError e) {
            throw failure("list", directory, e);
        }
        paths.sort(null);
        return paths;
    }

    /** Deletes a file; nothing happens if there is none. */
    public void delete(String path) {
        temporaries.letGo(path);
        try {
            fileSystem.delete(resolve(path), false);
        } catch (IOException | FSError e) {
            throw failure("delete", path, e);
        }
    }

    /**
     * Deletes temporary files that were left behind: of this writer what nobody here is at, and all of writers that are gone.
     * Of a writer of which nothing is known, it goes by age. Returns how many.
     *
     * @param others what is known of other writers
     * @param before what was last written before then is old
     */
    public int deleteTemporaries(SignsOfLife.Seen others, Instant before) {
        int deleted = 0;
        for (String path : list(Temporaries.DIRECTORY)) {
            if (isLeftBehind(path, others, before)) {
                delete(path);
                deleted++;
            }
        }
        return deleted;
    }

    private boolean isLeftBehind(String path, SignsOfLife.Seen others, Instant before) {
        String whose = Temporaries.writerOf(path).orElse("");
        if (whose.equals(writer())) {
            return !temporaries.isOpen(path);
        }
        if (others.living().contains(whose)) {
            return false;
        }
        return others.silent().contains(whose)
                || modified(path).filter(at -> at.isBefore(before)).isPresent();
    }

    /** A file for Parquet to read. */
    public InputFile input(String path) {
        try {
            return new StoredInput(fileSystem, fileSystem.getFileStatus(resolve(path)));
        } catch (IOException | FSError e) {
            throw failure("open", path, e);
        }
    }

    /** A new file for Parquet to write; give it a {@link #temporary} path. */
    public OutputFile output(String temporaryPath) {
        return new StoredOutput(fileSystem, resolve(temporaryPath));
    }

    private Path resolve(String path) {
        return new Path(root, path);
    }

    /** Why something here failed, in the same words whenever the same fails: each attempt has temporary files of its own. */
    public String reason(Throwable failure) {
        return temporaries.withoutNumbers(Reason.of(failure));
    }

    private StorageException failure(String verb, String path, Throwable cause) {
        return LocalDisk.isOnOther(cause)
                ? StorageException.onOtherFileSystem(path, cause)
                : new StorageException(path, "cannot " + verb + " it: " + reason(cause), cause);
    }

    private static StorageException cannotOpen(String root, Throwable cause) {
        return new StorageException(root, "cannot open it: " + Reason.of(cause), cause);
    }
}
