package io.tidemark.launcher.node;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * The directory of one process, held until it is closed or the process dies, however it dies. A second process is
 * refused.
 */
public final class DataDirectory implements AutoCloseable {
    /** Which storage the process has worked with. */
    public static final String STORAGE = "storage-id";

    private static final String LOCK = "LOCK";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes a directory, which is made if it is missing.
     *
     * @throws ConfigException if another process holds it, or it cannot be written
     */
    public static DataDirectory hold(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                throw held(path, channel);
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new ConfigException(
                    "TM-CFG-009",
                    "data directory " + path,
                    "cannot be written: " + Reason.of(e),
                    "name one that can be");
        }
    }

    public Path path() {
        return path;
    }

    /** A path within. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Deletes everything in it. */
    public void empty() {
        try (Stream<Path> inside = Files.list(path)) {
            for (Path old : inside.filter(p -> !p.endsWith(LOCK)).toList()) {
                DirectoryTree.delete(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + path + " cannot be emptied: " + Reason.of(e), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static ConfigException held(Path path, FileChannel channel) throws IOException {
        try (channel) {
            ByteBuffer holder = ByteBuffer.allocate(20);
            channel.read(holder, 0);
            String pid = StandardCharsets.US_ASCII.decode(holder.flip()).toString();
            return new ConfigException(
                    "TM-CFG-008",
                    "data directory " + path,
                    "process " + pid + " is at work in it",
                    "end that process, or name another directory");
        }
    }
}
