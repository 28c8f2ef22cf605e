package io.tidemark.spark.rows;

import io.tidemark.batch.engine.order.Intervals;
import io.tidemark.batch.engine.task.RowSink;
import io.tidemark.codec.ByteWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Packs a unit's rows into chunks of one interval each: Spark's shuffle is asked about every chunk, and not about every row.
 * Owned by one thread. A chunk is
 *
 * <pre>
 * byte, 1: the unit's last of the interval | rows: int length, key | int length, accumulators of all metrics
 * </pre>
 */
public final class ChunkedRows implements RowSink {
    /** Of each unit a merge holds one. */
    private static final int LARGEST = 64 << 10;

    private static final int SMALLEST = 4 << 10;

    private final Intervals intervals;
    private final int unit;
    private final int chunkBytes;
    private final StoredChunks chunks;
    private final ByteWriter rows = new ByteWriter(LARGEST);
    private ChunkKey key = ChunkKey.first(-1, 0);
    private byte[] last = {};
    private int lastLength;

    /** @param mergeBytes what all units' chunks may take in a merge */
    public ChunkedRows(Intervals intervals, int unit, long mergeBytes, StoredChunks chunks) {
        this.intervals = intervals;
        this.unit = unit;
        this.chunkBytes = (int) Math.max(SMALLEST, Math.min(LARGEST, mergeBytes));
        this.chunks = chunks;
        rows.writeByte(0);
    }

    @Override
    public void row(ByteWriter rowKey, ByteWriter accumulators) throws IOException {
        int interval = intervals.of(rowKey.array(), rowKey.size());
        if (interval != key.interval()) {
            end();
            key = ChunkKey.first(interval, unit);
        } else if (rows.size() >= chunkBytes) {
            flush(false);
            key = key.next(Arrays.copyOf(last, lastLength));
        }
        rows.writeInt(rowKey.size());
        rows.writeRaw(rowKey.array(), 0, rowKey.size());
        rows.writeInt(accumulators.size());
        rows.writeRaw(accumulators.array(), 0, accumulators.size());
        keepLast(rowKey);
    }

    private void keepLast(ByteWriter rowKey) {
        lastLength = rowKey.size();
        if (last.length < lastLength) {
            last = new byte[2 * lastLength];
        }
        System.arraycopy(rowKey.array(), 0, last, 0, lastLength);
    }

    /** To be called when no more rows come. */
    public void end() throws IOException {
        if (rows.size() > 1) {
            flush(true);
        }
    }

    private void flush(boolean isLast) throws IOException {
        byte[] chunk = rows.toBytes();
        chunk[0] = (byte) (isLast ? 1 : 0);
        chunks.add(key, chunk);
        rows.clear();
        rows.writeByte(0);
    }
}
