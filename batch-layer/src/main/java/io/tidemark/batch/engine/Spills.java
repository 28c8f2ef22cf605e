package io.tidemark.batch.engine;

import io.tidemark.batch.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The local directory of one pass's spilled rows; it goes with the pass. Safe for use by many threads. */
final class Spills implements AutoCloseable {
    private final Path parent;
    private final AtomicInteger files = new AtomicInteger();
    private Path directory;

    Spills(Path parent) {
        this.parent = parent;
    }

    synchronized Path newFile() throws IOException {
        if (directory == null) {
            Files.createDirectories(parent);
            directory = Files.createTempDirectory(parent, "tidemark-run-");
        }
        return directory.resolve("rows-" + files.incrementAndGet());
    }

    /** How many files were made. */
    int files() {
        return files.get();
    }

    @Override
    public synchronized void close() {
        if (directory == null) {
            return;
        }
        try (Stream<Path> left = Files.list(directory)) {
            for (Path file : List.copyOf(left.toList())) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new StorageException("cannot clear " + directory + ": " + e.getMessage(), e);
        }
    }
}
