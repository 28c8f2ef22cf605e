package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.memory.HeapSize;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;

/**
 * About how many different values there are, by an Apache DataSketches HLL sketch of 4,096 registers (P. Flajolet and
 * others, "HyperLogLog", 2007). Stored as a length and the library's compact bytes; no bytes for no value.
 */
final class DistinctSketch<E> extends ValueAggregator<E, DistinctSketch.Cell, Long>
        implements SketchAggregator<E, DistinctSketch.Cell, Long>, EstimatingAggregator<E, DistinctSketch.Cell, Long> {
    /** Five standard errors. */
    private static final double MOST_OFF = 0.08;

    /** The library's objects around its arrays. */
    private static final int LIBRARYS_BYTES = 96;

    private static final int LG_K = 12;
    /** What stands for the empty text: bytes that no text has in UTF-8. */
    private static final byte[] EMPTY_TEXT = {(byte) 0xFF};

    /** A sketch, or once others were merged into it, the library's union; neither while there is no value. */
    static final class Cell {
        private HllSketch sketch;
        /** Kept, because to make one and to take the sketch out of it costs far more than to merge into it. */
        private Union union;

        boolean isEmpty() {
            return sketch == null && union == null;
        }

        HllSketch sketch() {
            if (union == null) {
                return sketch;
            }
            // The library finishes what it put off when the result is taken, and readers may be many.
            synchronized (this) {
                return union.getResult(TgtHllType.HLL_4);
            }
        }
    }

    DistinctSketch(Field<E, ?> field) {
        super("distinctCount(lgK=" + LG_K + ")", ResultType.LONG, APPROXIMATE, field);
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        Object value = value(event);
        if (value == null) {
            return;
        }
        if (cell.union != null) {
            // The library's two have no public type in common. What was merged is hardly ever added to.
            cell.sketch = cell.sketch();
            cell.union = null;
        }
        if (cell.sketch == null) {
            cell.sketch = new HllSketch(LG_K, TgtHllType.HLL_4);
        }
        update(cell.sketch, value);
    }

    /** Hashes as the library's users in other systems do: text as UTF-8, whole numbers as 64 bits. */
    private void update(HllSketch sketch, Object value) {
        switch (type) {
            case LONG -> sketch.update((long) (Long) value);
            case DOUBLE -> sketch.update((double) (Double) value);
            case STRING, DATE, ENUM -> update(sketch, (String) value);
            case DECIMAL, BOOLEAN, INSTANT -> sketch.update(value.toString());
        }
    }

    private static void update(HllSketch sketch, String text) {
        if (text.isEmpty()) {
            // The library passes the empty text by, as if it were none.
            sketch.update(EMPTY_TEXT);
        } else {
            sketch.update(text);
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        if (from.isEmpty()) {
            return;
        }
        if (into.isEmpty()) {
            into.sketch = from.sketch().copy();
            return;
        }
        if (into.union == null) {
            into.union = new Union(LG_K);
            into.union.update(into.sketch);
            into.sketch = null;
        }
        into.union.update(from.sketch());
    }

    @Override
    public Long result(Cell cell) {
        // The composite estimate depends on the registers alone. The default one depends on the order as well, and is
        // lost at the first merge.
        return cell.isEmpty() ? 0L : Math.round(cell.sketch().getCompositeEstimate());
    }

    @Override
    public Optional<String> beyondError(List<E> events, Long result) {
        double exact = events.stream()
                .map(this::value)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return Errors.between(exact, result == null ? null : result.doubleValue(), 1 + MOST_OFF * exact);
    }

    @Override
    public byte[] sketch(Cell cell) {
        return (cell.isEmpty() ? new HllSketch(LG_K, TgtHllType.HLL_4) : cell.sketch()).toCompactByteArray();
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeBytes(cell.isEmpty() ? new byte[0] : sketch(cell));
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        // What the library would write of it as it is in memory.
        int inMemory = cell.sketch != null
                ? cell.sketch.getUpdatableSerializationBytes()
                : cell.union != null ? cell.union.getUpdatableSerializationBytes() : -LIBRARYS_BYTES;
        return HeapSize.object(2 * HeapSize.REFERENCE) + LIBRARYS_BYTES + inMemory;
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        byte[] bytes = in.readBytes();
        cell.sketch = bytes.length == 0 ? null : HllSketch.heapify(Memory.wrap(bytes));
        return cell;
    }
}
