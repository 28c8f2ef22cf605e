package io.tidemark.serving.index.rocks;

import io.tidemark.fault.Reason;
import io.tidemark.serving.index.IndexException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One process at a time in one index directory. The lock goes with the process, however that ends. */
final class IndexLock implements AutoCloseable {
    private final FileChannel channel;

    private IndexLock(FileChannel channel) {
        this.channel = channel;
    }

    static IndexLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    directory.resolve("tidemark.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                channel.close();
                throw new IndexException(
                        "TM-SRV-001",
                        "index directory " + directory,
                        "another process or node uses it",
                        "stop that one, or give this node a directory of its own");
            }
            return new IndexLock(channel);
        } catch (IOException e) {
            throw new IndexException(
                    "TM-SRV-002",
                    "index directory " + directory,
                    "cannot be written: " + Reason.of(e),
                    "make it a directory this process may write to",
                    e);
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException sameProcess) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
