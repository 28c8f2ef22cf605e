package io.tidemark.batch.storage;

import io.tidemark.batch.storage.naming.Mark;
import io.tidemark.batch.storage.naming.Naming;
import io.tidemark.batch.storage.naming.Outcome;
import io.tidemark.batch.storage.parquet.StoredInput;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on any Hadoop file system, or on the local disk; how a file gets its path is left to a {@link Naming}. Safe for use
 * by many threads.
 */
final class FileStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final int ROOM_BYTES = 64 << 10;
    private static final int SUMMED_AT_ONCE = 256 << 10;

    private final Temporaries temporaries = new Temporaries();
    private final FileSystem fileSystem;
    /** What it is itself, or stands before. */
    private final FileSystem raw;

    private final Path root;
    private final Naming naming;
    private volatile boolean owesTrial;

    FileStorage(FileSystem fileSystem, Path root) throws IOException {
        this.fileSystem = fileSystem;
        this.root = fileSystem.makeQualified(root);
        this.raw = fileSystem instanceof SameFiles same ? same.getRawFileSystem() : fileSystem;
        this.naming = Naming.of(fileSystem, raw, this.root);
    }

    @Override
    public Storage remembering(java.nio.file.Path memory) {
        StorageIdentity identity = new StorageIdentity(this, memory);
        identity.requireSameIfReached();
        return Storage.on(new SameFiles(fileSystem, identity), root);
    }

    @Override
    public URI root() {
        return root.toUri();
    }

    /** Whether its files are on a disk of this machine, as far as Java knows. */
    boolean isLocal() {
        return naming.isLocal();
    }

    /** Whether it can put an object to a key only if none is there. */
    boolean isConditional() {
        return naming.isConditional();
    }

    @Override
    public String writer() {
        return temporaries.writer();
    }

    @Override
    public String temporary(String name) {
        return temporaries.begin(name);
    }

    @Override
    public String id(String temporaryPath) {
        return Temporaries.id(temporaryPath);
    }

    @Override
    public OutputFile output(String temporaryPath) {
        return naming.unfinished(resolve(temporaryPath));
    }

    @Override
    public Outcome publishIfAbsent(String temporaryPath, String path) {
        requireTried();
        return publish(temporaryPath, path, id(temporaryPath).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Outcome publishIfAbsent(String path, byte[] content) {
        requireTried();
        return create(path, content);
    }

    /** The same, tried or not. */
    Outcome create(String path, byte[] content) {
        String unfinished = write(path, content);
        try {
            return publish(unfinished, path, content);
        } finally {
            if (temporaries.isOpen(unfinished)) {
                // What was sent and is still under way then finds nothing to publish.
                forget(unfinished);
            }
        }
    }

    private Outcome publish(String temporaryPath, String path, byte[] mark) {
        Outcome outcome;
        try {
            outcome = naming.toFreeName(resolve(temporaryPath), resolve(path), mark);
        } catch (IOException | FSError e) {
            throw failure("publish", path, e);
        }
        switch (outcome) {
            case PUBLISHED -> temporaries.letGo(temporaryPath);
            case LOST -> forget(temporaryPath);
            // Whoever is told so throws it away, or looks again.
            case UNKNOWN -> LOG.debug("not known whether published path={}", path);
        }
        return outcome;
    }

    @Override
    public boolean move(String from, String to) {
        try {
            byte[] mark = Mark.of(fileSystem, resolve(from));
            return Storage.isPublished(naming.toFreeName(resolve(from), resolve(to), mark), to);
        } catch (IOException | FSError e) {
            throw failure("move", from, e);
        }
    }

    @Override
    public void replace(String path, byte[] content) {
        String unfinished = write(path, content);
        try {
            naming.toName(resolve(unfinished), resolve(path), content);
            temporaries.letGo(unfinished);
        } catch (IOException | FSError e) {
            forget(unfinished);
            throw failure("replace", path, e);
        }
    }

    private String write(String path, byte[] content) {
        String unfinished = temporary(path);
        try (OutputStream out = output(unfinished).create(0)) {
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

    @Override
    public void requireRoom() {
        delete(write("room", new byte[ROOM_BYTES]));
    }

    @Override
    public void requireFit() {
        try {
            Fitness.require(this);
            owesTrial = false;
        } catch (StorageException e) {
            if (!e.passesByItself()) {
                throw e;
            }
            owesTrial = true;
            LOG.warn("whether the storage is fit cannot be tried at present fault={}", e.fault());
        }
    }

    /** What could not be tried at the start is tried before anything is published: it would be too late then. */
    private void requireTried() {
        if (owesTrial) {
            Fitness.require(this);
            owesTrial = false;
        }
    }

    @Override
    public byte[] read(String path) {
        Optional<String> failed = Optional.empty();
        while (true) {
            try (var in = fileSystem.open(resolve(path))) {
                return in.readAllBytes();
            } catch (IOException | FSError e) {
                Optional<String> now = e instanceof FileNotFoundException ? Optional.empty() : version(path, e);
                if (now.isEmpty() || now.equals(failed)) {
                    throw failure("read", path, e);
                }
                failed = now;
            }
        }
    }

    /** Another one for each content that a file had: stores tell times by the second. */
    private Optional<String> version(String path, Throwable failed) {
        try {
            FileStatus status = fileSystem.getFileStatus(resolve(path));
            String etag = status instanceof EtagSource source ? source.getEtag() : "";
            return Optional.of(status.getModificationTime() + " " + etag);
        } catch (IOException | FSError | StorageException e) {
            failed.addSuppressed(e);
            return Optional.empty();
        }
    }

    @Override
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

    @Override
    public boolean exists(String path) {
        try {
            return fileSystem.exists(resolve(path));
        } catch (IOException | FSError e) {
            throw failure("look up", path, e);
        }
    }

    @Override
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

    @Override
    public List<String> list(String directory) {
        return children(directory, FileStatus::isFile);
    }

    @Override
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

    @Override
    public void delete(String path) {
        boolean isUnfinished = temporaries.letGo(path);
        try {
            if (isUnfinished) {
                naming.discard(resolve(path));
            } else {
                fileSystem.delete(resolve(path), false);
            }
        } catch (IOException | FSError e) {
            throw failure("delete", path, e);
        }
    }

    @Override
    public int deleteTemporaries(SignsOfLife.Seen others, Instant before) {
        int deleted = 0;
        for (String path : list(Temporaries.DIRECTORY)) {
            if (isLeftBehind(path, others, before)) {
                delete(path);
                deleted++;
            }
        }
        return deleted + endUploads(before);
    }

    private int endUploads(Instant before) {
        try {
            return AbandonedUploads.endAll(raw, root, before);
        } catch (IOException e) {
            throw failure("end uploads below", root.toString(), e);
        }
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

    @Override
    public InputFile input(String path) {
        try {
            return new StoredInput(fileSystem, fileSystem.getFileStatus(resolve(path)));
        } catch (IOException | FSError e) {
            throw failure("open", path, e);
        }
    }

    private Path resolve(String path) {
        return new Path(root, path);
    }

    @Override
    public String reason(Throwable failure) {
        return temporaries.withoutNumbers(Reason.of(failure));
    }

    private StorageException failure(String verb, String path, Throwable cause) {
        return LocalDisk.isOnOther(cause)
                ? StorageException.onOtherFileSystem(path, cause)
                : new StorageException(path, "cannot " + verb + " it: " + reason(cause), cause);
    }
}
