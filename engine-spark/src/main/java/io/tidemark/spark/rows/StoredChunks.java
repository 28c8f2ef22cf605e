package io.tidemark.spark.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * A unit's chunks between its fold, which gives all rows in one go, and Spark, which asks for one after the other: the first
 * in memory, what is more in a local file without a name, so that it is gone with the process. Owned by one thread.
 */
public final class StoredChunks implements Iterator<Tuple2<ChunkKey, byte[]>>, AutoCloseable {
    private final Path directory;
    private final long memoryBytes;
    private final Deque<Stored> stored = new ArrayDeque<>();
    private FileChannel file;
    private long heldBytes;
    private long fileBytes;

    /** @param rows null if they are in the file, where all lie one behind the other */
    private record Stored(ChunkKey key, byte[] rows, int length) {}

    public StoredChunks(Path directory, long memoryBytes) {
        this.directory = directory;
        this.memoryBytes = memoryBytes;
    }

    void add(ChunkKey key, byte[] rows) throws IOException {
        boolean isHeld = heldBytes + rows.length <= memoryBytes;
        if (isHeld) {
            heldBytes += rows.length;
        } else {
            write(rows);
        }
        stored.add(new Stored(key, isHeld ? rows : null, rows.length));
    }

    private void write(byte[] rows) throws IOException {
        if (file == null) {
            Path path = Files.createTempFile(directory, "tidemark-chunks-", "");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        ByteBuffer from = ByteBuffer.wrap(rows);
        while (from.hasRemaining()) {
            fileBytes += file.write(from, fileBytes);
        }
    }

    /** To be called when all are added. */
    public Iterator<Tuple2<ChunkKey, byte[]>> read() {
        fileBytes = 0;
        return this;
    }

    @Override
    public boolean hasNext() {
        return !stored.isEmpty();
    }

    @Override
    public Tuple2<ChunkKey, byte[]> next() {
        if (stored.isEmpty()) {
            throw new NoSuchElementException();
        }
        Stored next = stored.remove();
        return new Tuple2<>(next.key, next.rows == null ? read(next.length) : next.rows);
    }

    private byte[] read(int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        try {
            while (into.hasRemaining()) {
                int read = file.read(into, fileBytes);
                if (read < 0) {
                    throw new IOException("a local file ends too early");
                }
                fileBytes += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return into.array();
    }

    @Override
    public void close() throws IOException {
        stored.clear();
        if (file != null) {
            file.close();
        }
    }
}
