package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import io.tidemark.memory.HeapSize;

/** The mean of floating-point numbers, from their exact sum and count: the same double in whatever order they came. */
final class DoubleMean<E> extends DoubleAggregator<E, DoubleMean.Cell, Double>
        implements SubtractableAggregator<E, DoubleMean.Cell, Double> {
    static final class Cell {
        final ExactSum sum = new ExactSum();
        long numbers;
    }

    DoubleMean(DoubleField<E> field) {
        super("meanDouble(exact)", EXACT_GROUP, field);
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        double number = number(event);
        if (!Double.isNaN(number)) {
            cell.sum.add(number);
            cell.numbers++;
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.sum.add(from.sum);
        into.numbers += from.numbers;
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.sum.subtract(from.sum);
        into.numbers -= from.numbers;
    }

    @Override
    public Double result(Cell cell) {
        return cell.numbers <= 0 ? null : finished(cell.sum.mean(cell.numbers));
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.numbers);
        cell.sum.write(out);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(HeapSize.REFERENCE + Long.BYTES) + cell.sum.heapBytes();
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.numbers = in.readVarLong();
        cell.sum.read(in);
        return cell;
    }
}
