package io.tidemark.batch.storage;

import io.tidemark.columns.sum.Checksum;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
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
    private static final String TEMPORARY = "tmp";
    private static final String HDFS = "hdfs";
    private static final Set<String> OBJECT_STORES =
            Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs", "swift");
    private static final int ROOM_BYTES = 64 << 10;
    private static final int SUMMED_AT_ONCE = 256 << 10;
    private static final Duration STALE = Duration.ofDays(1);

    private final String writer = UUID.randomUUID().toString();
    private final FileSystem fileSystem;
    private final Path root;
    private final boolean local;
    /** The same file system through the interface that can rename onto a file, if it has that. */
    private final Optional<FileContext> overwriting;

    /** Temporary files of this process that are not to be taken for left behind, however old. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private Storage(FileSystem fileSystem, Path root) throws IOException {
        this.fileSystem = fileSystem;
        this.root = fileSystem.makeQualified(root);
        this.local = fileSystem instanceof RawLocalFileSystem;
        this.overwriting = local ? Optional.empty() : context(fileSystem);
    }

    private static Optional<FileContext> context(FileSystem fileSystem) throws IOException {
        try {
            return Optional.of(FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf()));
        } catch (UnsupportedFileSystemException e) {
            return Optional.empty();
        }
    }

    /** Opens a root: a URI of any file system that the configuration knows, or the path of a local directory. */
    public static Storage at(String root, Configuration configuration) {
        return at(new Path(root).toUri(), configuration);
    }

    /**
     * Opens a root: a URI of any file system that the configuration knows; without a scheme it is a local path.
     *
     * @throws UnfitStorageException if the configuration does not know its file system
     */
    public static Storage at(URI root, Configuration configuration) {
        try {
            if (root.getScheme() == null || root.getScheme().equals("file")) {
                return on(localFileSystem(configuration), new Path(root.getPath()));
            }
            return on(FileSystem.get(root, configuration), new Path(root));
        } catch (UnsupportedFileSystemException unknown) {
            throw new UnfitStorageException(root.toString(), "is on no file system that is known here", unknown);
        } catch (IOException | FSError e) {
            throw failure("open", root.toString(), e);
        }
    }

    /** Opens a root on a file system that is there already. */
    public static Storage on(FileSystem fileSystem, Path root) {
        try {
            return new Storage(fileSystem, root);
        } catch (IOException | FSError e) {
            throw failure("open", root.toString(), e);
        }
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

    /** Who writes here: an id that no other writer has. */
    public String writer() {
        return writer;
    }

    /** As {@link #temporary}, for a file that may stay unfinished for long: not stale before it is published or deleted. */
    public String held(String name) {
        String path = temporary(name);
        held.add(path);
        return path;
    }

    /** A new path for a file that is not finished. */
    public String temporary(String name) {
        return TEMPORARY + "/" + name.replace('/', '_') + "-" + UUID.randomUUID();
    }

    /**
     * Makes a finished temporary file visible, in one step, if there is no file at {@code path} yet. The temporary file
     * is gone afterwards.
     *
     * @return whether it was made visible; false if the path is taken
     */
    public boolean publish(String temporaryPath, String path) {
        held.remove(temporaryPath);
        try {
            fileSystem.mkdirs(resolve(path).getParent());
            return local ? link(temporaryPath, path) : rename(temporaryPath, path);
        } catch (IOException | FSError e) {
            throw failure("publish", path, e);
        }
    }

    // A POSIX rename would overwrite; a link refuses.
    private boolean link(String temporaryPath, String path) throws IOException {
        java.nio.file.Path from = localPath(temporaryPath);
        try (FileChannel file = FileChannel.open(from, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        boolean linked;
        try {
            Files.createLink(localPath(path), from);
            linked = true;
        } catch (FileAlreadyExistsException taken) {
            linked = false;
        } catch (UnsupportedOperationException none) {
            throw new FileSystemException(path, temporaryPath, "Operation not supported");
        }
        Files.delete(from);
        return linked;
    }

    private boolean rename(String temporaryPath, String path) throws IOException {
        if (fileSystem.rename(resolve(temporaryPath), resolve(path))) {
            return true;
        }
        if (!fileSystem.exists(resolve(path))) {
            throw new IOException("the file system refused to rename " + temporaryPath);
        }
        fileSystem.delete(resolve(temporaryPath), false);
        return false;
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
            fileSystem.mkdirs(resolve(path).getParent());
            if (local) {
                Files.move(localPath(unfinished), localPath(path), StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            if (overwriting.isPresent()) {
                overwriting.get().rename(resolve(unfinished), resolve(path), Options.Rename.OVERWRITE);
                return;
            }
            fileSystem.delete(resolve(path), false);
            if (!fileSystem.rename(resolve(unfinished), resolve(path))) {
                throw new IOException("the file system refused to rename " + unfinished);
            }
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

    /** Deletes a temporary file if that can be done now; otherwise it goes when it is stale. */
    private void forget(String temporaryPath) {
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
        String scheme = root.toUri().getScheme();
        if (OBJECT_STORES.contains(scheme)) {
            throw new UnfitStorageException(
                    root.toString(),
                    "is an object store, which has no rename that is one step and refuses a file",
                    null);
        }
        if (HDFS.equals(scheme)) {
            return;
        }
        String path = temporary("fit");
        try {
            boolean isThere = createIfAbsent(path, new byte[] {1});
            boolean isThereTwice = createIfAbsent(path, new byte[] {2});
            if (isThere && (isThereTwice || read(path)[0] != 1)) {
                throw new UnfitStorageException(root.toString(), "puts a file in the place of one that is there", null);
            }
            if (local) {
                requireOneFileSystem();
            }
        } catch (StorageException e) {
            if (!e.passesByItself()) {
                throw e;
            }
            if (LocalDisk.isWithoutLinks(e.getCause())) {
                throw new UnfitStorageException(
                        root.toString(), "makes no hard links (" + e.getCause().getMessage() + ")", e);
            }
            LOG.warn("whether the storage is fit cannot be tried at present fault={}", e.fault());
        } finally {
            forget(path);
        }
    }

    private void requireOneFileSystem() {
        try {
            Optional<java.nio.file.Path> other = LocalDisk.onOther(localPath("."));
            if (other.isPresent()) {
                throw UnfitStorageException.onSeveralFileSystems(
                        root.toString(), other.get().getFileName().toString());
            }
        } catch (IOException e) {
            throw failure("look through", root.toString(), e);
        }
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
        held.remove(path);
        try {
            fileSystem.delete(resolve(path), false);
        } catch (IOException | FSError e) {
            throw failure("delete", path, e);
        }
    }

    /**
     * Deletes temporary files that writers left behind more than a day before {@code now}, but none that somebody here
     * is still at. Returns how many.
     */
    public int deleteStaleTemporaries(Instant now) {
        int deleted = 0;
        try {
            for (String path : list(TEMPORARY)) {
                long modified = fileSystem.getFileStatus(resolve(path)).getModificationTime();
                if (!held.contains(path)
                        && modified < now.minus(STALE).toEpochMilli()
                        && fileSystem.delete(resolve(path), false)) {
                    deleted++;
                }
            }
        } catch (FileNotFoundException gone) {
            return deleted;
        } catch (IOException | FSError e) {
            throw failure("clean", TEMPORARY, e);
        }
        return deleted;
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

    private java.nio.file.Path localPath(String path) {
        return java.nio.file.Path.of(resolve(path).toUri().getPath());
    }

    private static StorageException failure(String verb, String path, Throwable cause) {
        return LocalDisk.isOnOther(cause)
                ? StorageException.onOtherFileSystem(path, cause)
                : new StorageException(path, "cannot " + verb + " it: " + Reason.of(cause), cause);
    }
}
