package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.memory.HeapSize;
import java.util.HashSet;
import java.util.Set;

/**
 * The exact number of different values up to a limit, beyond which there is no answer. Whether the limit is passed
 * depends on the set of values alone, so that the order of events plays no part.
 */
final class DistinctValues<E> extends ValueAggregator<E, DistinctValues.Cell, Long> {
    private static final int MAX_LIMIT = 1_000_000;
    private static final int TOO_MANY = -1;

    /** The cell, the set and its map, and what each value adds to the map. */
    private static final long EMPTY_BYTES = 2 * HeapSize.object(HeapSize.REFERENCE) + HeapSize.object(36);

    private static final long ENTRY_BYTES = HeapSize.object(Integer.BYTES + 3 * HeapSize.REFERENCE);

    private final int limit;

    static final class Cell {
        /** Null once there are too many. */
        Set<Object> values = new HashSet<>(4);
    }

    DistinctValues(Field<E, ?> field, int limit) {
        super("distinctExact(limit=" + limit + ")", ResultType.LONG, EXACT_CHOICE, field);
        ParameterException.requireBetween("a limit of", limit, 1, MAX_LIMIT);
        this.limit = limit;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        Object value = value(event);
        if (value != null && cell.values != null) {
            cell.values.add(value);
            forgetTooMany(cell);
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        if (from.values == null) {
            into.values = null;
        } else if (into.values != null) {
            into.values.addAll(from.values);
            forgetTooMany(into);
        }
    }

    private void forgetTooMany(Cell cell) {
        if (cell.values.size() > limit) {
            cell.values = null;
        }
    }

    @Override
    public Long result(Cell cell) {
        return cell.values == null ? null : Long.valueOf(cell.values.size());
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarInt(cell.values == null ? TOO_MANY : cell.values.size());
        if (cell.values != null) {
            for (Object value : cell.values) {
                type.write(value, out);
            }
        }
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        if (cell.values == null) {
            return HeapSize.object(HeapSize.REFERENCE);
        }
        int size = cell.values.size();
        return EMPTY_BYTES
                + HeapSize.array(Integer.highestOneBit(Math.max(2, size)) * 2L, HeapSize.REFERENCE)
                + size * ENTRY_BYTES
                + type.heapBytes(size, encodedBytes);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        int size = in.readVarInt();
        if (size == TOO_MANY) {
            cell.values = null;
        }
        for (int i = 0; i < size; i++) {
            cell.values.add(type.read(in));
        }
        return cell;
    }
}
