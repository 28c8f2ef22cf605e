package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.memory.HeapSize;

/** The least or greatest value in its natural order. */
final class ValueExtreme<E> extends ValueAggregator<E, ValueExtreme.Cell, Object>
        implements OrderedAggregator<E, ValueExtreme.Cell, Object> {
    private final Extreme extreme;

    static final class Cell {
        Object value;
    }

    ValueExtreme(Extreme extreme, Field<E, ?> field) {
        super(extreme.kind() + "Of", ValueType.of(field).resultType(), EXACT_CHOICE, field);
        this.extreme = extreme;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        offer(cell, value(event));
    }

    private void offer(Cell cell, Object value) {
        if (value != null && (cell.value == null || extreme.isBeyond(type.compare(value, cell.value)))) {
            cell.value = value;
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        offer(into, from.value);
    }

    @Override
    public Object result(Cell cell) {
        return cell.value;
    }

    @Override
    public int compareResults(Object one, Object other) {
        return type.compare(one, other);
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeBoolean(cell.value != null);
        if (cell.value != null) {
            type.write(cell.value, out);
        }
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(HeapSize.REFERENCE) + type.heapBytes(cell.value == null ? 0 : 1, encodedBytes);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.value = in.readBoolean() ? type.read(in) : null;
        return cell;
    }
}
