package io.tidemark.spark.rows;

import io.tidemark.batch.engine.task.RowSource;
import io.tidemark.codec.ByteReader;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import scala.Tuple2;

/**
 * The rows of an interval out of the chunks of all units, in ascending order of their keys. Chunks come in the order of
 * {@link ChunkKey.InMerge}: a unit that comes to the end of one finds its next one there, at most behind those that others
 * are about to ask for. Owned by one thread.
 */
public final class MergedChunks implements RowSource {
    private final Iterator<Tuple2<ChunkKey, byte[]>> chunks;
    private final Map<Integer, Unit> units = new TreeMap<>();
    private Tuple2<ChunkKey, byte[]> ahead;
    /** A binary heap by the units' next rows; the first one gives its row. */
    private final Unit[] heap;

    private int size;
    private Unit given;

    public MergedChunks(Iterator<Tuple2<ChunkKey, byte[]>> chunks) {
        this.chunks = chunks;
        look();
        while (ahead != null && ahead._1().number() == 0) {
            take();
        }
        heap = units.values().toArray(Unit[]::new);
        for (Unit unit : heap) {
            if (unit.next()) {
                heap[size++] = unit;
            }
        }
        for (int place = size / 2 - 1; place >= 0; place--) {
            sink(place);
        }
    }

    private void look() {
        ahead = chunks.hasNext() ? chunks.next() : null;
    }

    private void take() {
        units.computeIfAbsent(ahead._1().unit(), unit -> new Unit()).waiting.add(ahead._2());
        look();
    }

    @Override
    public boolean next() {
        if (given != null) {
            if (!given.next()) {
                heap[0] = heap[--size];
                heap[size] = null;
            }
            if (size > 1) {
                sink(0);
            }
        }
        given = size == 0 ? null : heap[0];
        return given != null;
    }

    @Override
    public byte[] key() {
        return given.key;
    }

    @Override
    public byte[] accumulators() {
        return given.accumulators();
    }

    private void sink(int from) {
        Unit sinking = heap[from];
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(sinking)) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = sinking;
    }

    /** What one unit has folded of the interval. */
    private final class Unit {
        private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(1);
        private final ByteReader rows = new ByteReader(new byte[0]);
        private boolean isLast;
        private byte[] key;
        private int accumulatorBytes;
        private int end;

        boolean next() {
            rows.skip(end - rows.position());
            if (rows.remaining() == 0 && !enterNext()) {
                return false;
            }
            key = rows.readRaw(rows.readInt());
            accumulatorBytes = rows.readInt();
            end = rows.position() + accumulatorBytes;
            return true;
        }

        private boolean enterNext() {
            if (isLast) {
                return false;
            }
            while (waiting.isEmpty()) {
                if (ahead == null) {
                    throw new IllegalStateException("a chunk of rows is missing in the shuffle");
                }
                take();
            }
            byte[] chunk = waiting.remove();
            rows.reset(chunk, 0, chunk.length);
            isLast = rows.readBoolean();
            return true;
        }

        byte[] accumulators() {
            int before = rows.position();
            byte[] bytes = rows.readRaw(accumulatorBytes);
            rows.back(before);
            return bytes;
        }

        boolean isBefore(Unit other) {
            return Arrays.compareUnsigned(key, other.key) < 0;
        }
    }
}
