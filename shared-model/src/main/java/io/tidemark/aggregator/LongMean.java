package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.LongField;
import io.tidemark.memory.HeapSize;
import java.math.BigDecimal;
import java.math.MathContext;

/** The mean of whole numbers, from their exact sum and count: the same double in whatever order they came. */
final class LongMean<E> extends LongAggregator<E, LongMean.Cell, Double>
        implements SubtractableAggregator<E, LongMean.Cell, Double> {
    /** Whole numbers up to here are doubles, so that one division rounds once. */
    private static final long EXACT_DOUBLE = 1L << 53;

    static final class Cell {
        final WideInteger sum = new WideInteger();
        long events;
    }

    LongMean(LongField<E> field) {
        super("mean", ResultType.DOUBLE, EXACT_GROUP, field);
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        cell.sum.add(field.applyAsLong(event));
        cell.events++;
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.sum.add(from.sum);
        into.events += from.events;
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.sum.subtract(from.sum);
        into.events -= from.events;
    }

    @Override
    public Double result(Cell cell) {
        return cell.events <= 0 ? null : Double.valueOf(mean(cell.sum, cell.events));
    }

    private static double mean(WideInteger sum, long events) {
        if (sum.isLong() && Math.abs(sum.longValue()) <= EXACT_DOUBLE && sum.longValue() != Long.MIN_VALUE) {
            return (double) sum.longValue() / events;
        }
        return new BigDecimal(sum.toBigInteger())
                .divide(BigDecimal.valueOf(events), MathContext.DECIMAL128)
                .doubleValue();
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.events);
        cell.sum.write(out);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(HeapSize.REFERENCE + Long.BYTES) + WideInteger.HEAP_BYTES;
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.events = in.readVarLong();
        cell.sum.read(in);
        return cell;
    }
}
