package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.LongField;
import io.tidemark.memory.HeapSize;

/** The least or greatest whole number. */
final class LongExtreme<E> extends LongAggregator<E, LongExtreme.Cell, Long> {
    private final Extreme extreme;

    static final class Cell {
        boolean any;
        long number;
    }

    LongExtreme(Extreme extreme, LongField<E> field) {
        super(extreme.kind(), ResultType.LONG, EXACT_CHOICE, field);
        this.extreme = extreme;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        offer(cell, field.applyAsLong(event));
    }

    private void offer(Cell cell, long number) {
        if (!cell.any || extreme.isBeyond(Long.compare(number, cell.number))) {
            cell.any = true;
            cell.number = number;
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        if (from.any) {
            offer(into, from.number);
        }
    }

    @Override
    public Long result(Cell cell) {
        return cell.any ? Long.valueOf(cell.number) : null;
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeBoolean(cell.any);
        if (cell.any) {
            out.writeVarLong(cell.number);
        }
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(4 + Long.BYTES);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.any = in.readBoolean();
        if (cell.any) {
            cell.number = in.readVarLong();
        }
        return cell;
    }
}
