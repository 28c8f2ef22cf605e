package io.tidemark.speed.store;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory of a state store, locked against other processes until it is closed. What keeps it from ever being of use
 * is told at once, with the mend; what may pass is a {@link StateStoreException}.
 */
final class StateDirectory implements AutoCloseable {
    /** What must fit on the disk, beside what is needed, before it counts as mended. */
    private static final int TRIAL_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel lockFile;

    private StateDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes it if need be, and locks it.
     *
     * @throws UnusableStateException if it can never be used as it is
     */
    static StateDirectory locked(Path path) {
        makeDirectory(path);
        FileChannel lockFile = null;
        try {
            lockFile = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw refused(path, e);
        } catch (IOException e) {
            throw failed(path, "cannot be opened", e);
        }
        try {
            lock(path, lockFile);
        } catch (RuntimeException e) {
            close(lockFile);
            throw e;
        }
        return new StateDirectory(path, lockFile);
    }

    private static void makeDirectory(Path path) {
        Path there = nearest(path);
        if (!Files.isDirectory(there)) {
            throw unusable(path, "cannot be made, " + there + " is a file", "name another directory", null);
        }
        // Also false on a file system that is mounted for reading alone.
        if (!Files.isWritable(there)) {
            throw refused(path, null);
        }
        try {
            Files.createDirectories(path);
        } catch (AccessDeniedException e) {
            throw refused(path, e);
        } catch (IOException e) {
            throw failed(path, "cannot be made", e);
        }
    }

    /** The directory itself, or what is nearest above it. */
    private static Path nearest(Path path) {
        Path nearest = path.toAbsolutePath();
        while (nearest.getParent() != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        return nearest;
    }

    private static void lock(Path path, FileChannel lockFile) {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            throw unusable(
                    path,
                    "cannot be locked, " + Reason.of(e),
                    "name a directory on a file system that has locks, such as a local disk",
                    e);
        }
        if (lock == null) {
            throw new UnusableStateException(
                    new Fault(
                            "TM-SPEED-002",
                            place(path),
                            "is in use by another process",
                            "stop that one, or name another directory"),
                    null);
        }
    }

    /**
     * Writes some of it full and gives that back.
     *
     * @param needed how many bytes must be free for it to be of use
     * @throws StateStoreException if that fails
     */
    static void tryWriting(Path path, long needed) {
        Path trial = path.resolve("trial");
        try {
            // Somebody may have removed it: then it is begun anew, and filled from the log.
            Files.createDirectories(path);
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < needed + TRIAL_BYTES) {
                throw new IOException(free + " bytes are free and " + (needed + TRIAL_BYTES) + " are needed to go on");
            }
            try (FileChannel file = FileChannel.open(
                    trial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(TRIAL_BYTES);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            } finally {
                Files.deleteIfExists(trial);
            }
        } catch (IOException e) {
            throw failed(path, "cannot be written to", e);
        }
    }

    static String place(Path path) {
        return "state directory " + path;
    }

    private static StateStoreException failed(Path path, String what, IOException e) {
        return new StateStoreException(
                new Fault("TM-SPEED-003", place(path), what + ", " + Reason.of(e), "free or mend the disk"), e);
    }

    private static UnusableStateException refused(Path path, IOException e) {
        return unusable(
                path, "may not be written to", "give the process's user the right, or name another directory", e);
    }

    private static UnusableStateException unusable(Path path, String what, String mend, IOException e) {
        return new UnusableStateException(new Fault("TM-SPEED-001", place(path), what, mend), e);
    }

    @Override
    public void close() {
        close(lockFile);
    }

    private static void close(FileChannel lockFile) {
        try {
            lockFile.close();
        } catch (IOException e) {
            // The descriptor is gone, and the lock with it, whatever the disk says.
        }
    }
}
