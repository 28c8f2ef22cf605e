package io.tidemark.batch.storage.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.fs.FSError;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.io.ParquetFileRange;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file's bytes for Parquet. What the file system throws is marked as its own, so that all else that is thrown over them is
 * known to be about the bytes. That there are fewer than a reader thinks is about the bytes.
 */
final class StoredStream extends SeekableInputStream {
    private final SeekableInputStream in;

    private interface Reading<T> {
        T read() throws IOException;
    }

    StoredStream(SeekableInputStream in) {
        this.in = in;
    }

    private static <T> T marked(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (EOFException shorter) {
            throw shorter;
        } catch (IOException | FSError e) {
            throw new UnreadableException(e);
        }
    }

    @Override
    public long getPos() throws IOException {
        return marked(in::getPos);
    }

    @Override
    public void seek(long position) throws IOException {
        marked(() -> {
            in.seek(position);
            return null;
        });
    }

    @Override
    public int read() throws IOException {
        return marked(in::read);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return marked(() -> in.read(into, offset, length));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return marked(() -> in.read(into));
    }

    @Override
    public void readFully(byte[] into) throws IOException {
        readFully(into, 0, into.length);
    }

    @Override
    public void readFully(byte[] into, int offset, int length) throws IOException {
        marked(() -> {
            in.readFully(into, offset, length);
            return null;
        });
    }

    @Override
    public void readFully(ByteBuffer into) throws IOException {
        marked(() -> {
            in.readFully(into);
            return null;
        });
    }

    @Override
    public boolean readVectoredAvailable(ByteBufferAllocator allocator) {
        return in.readVectoredAvailable(allocator);
    }

    @Override
    public void readVectored(List<ParquetFileRange> ranges, ByteBufferAllocator allocator) throws IOException {
        marked(() -> {
            in.readVectored(ranges, allocator);
            return null;
        });
        for (ParquetFileRange range : ranges) {
            range.setDataReadFuture(range.getDataReadFuture().exceptionally(failure -> {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                throw new CompletionException(cause instanceof EOFException ? cause : new UnreadableException(cause));
            }));
        }
    }

    @Override
    public void close() throws IOException {
        marked(() -> {
            in.close();
            return null;
        });
    }
}
