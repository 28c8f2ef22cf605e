package io.tidemark.batch.engine.merge;

import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The local files of one pass's spilled rows. A file loses its name as soon as it is open, so that its space comes back
 * with the end of the pass, or of the process, however it ends. Safe for use by many threads.
 */
public final class Spills implements AutoCloseable {
    private final Path directory;
    private final List<FileChannel> files = new ArrayList<>();

    public Spills(Path directory) {
        this.directory = directory;
    }

    synchronized FileChannel newFile() throws IOException {
        Files.createDirectories(directory);
        Path path = Files.createTempFile(directory, "tidemark-rows-", "");
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            files.add(file);
            return file;
        } finally {
            Files.delete(path);
        }
    }

    /** How many files were made. */
    public synchronized int files() {
        return files.size();
    }

    @Override
    public synchronized void close() {
        for (FileChannel file : files) {
            try {
                file.close();
            } catch (IOException e) {
                throw new StorageException("spilled rows", "cannot be closed: " + Reason.of(e), e);
            }
        }
    }
}
