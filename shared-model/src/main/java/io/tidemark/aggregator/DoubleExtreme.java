package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import io.tidemark.memory.HeapSize;

/** The least or greatest floating-point number. */
final class DoubleExtreme<E> extends DoubleAggregator<E, DoubleExtreme.Cell, Double> {
    private final Extreme extreme;

    static final class Cell {
        /** NaN while there is none. */
        double number = Double.NaN;
    }

    DoubleExtreme(Extreme extreme, DoubleField<E> field) {
        super(extreme.kind() + "Double", EXACT_CHOICE, field);
        this.extreme = extreme;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        offer(cell, number(event));
    }

    private void offer(Cell cell, double number) {
        if (!Double.isNaN(number)
                && (Double.isNaN(cell.number) || extreme.isBeyond(Double.compare(number, cell.number)))) {
            cell.number = number;
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        offer(into, from.number);
    }

    @Override
    public Double result(Cell cell) {
        return finished(cell.number);
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeDouble(cell.number);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(4 + Double.BYTES);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.number = in.readDouble();
        return cell;
    }
}
