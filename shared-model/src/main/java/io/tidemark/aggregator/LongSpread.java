package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.LongField;
import io.tidemark.memory.HeapSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Variance and standard deviation of whole numbers, from the exact sums of the numbers and of their squares. */
final class LongSpread<E> extends LongAggregator<E, LongSpread.Cell, Double>
        implements SubtractableAggregator<E, LongSpread.Cell, Double> {
    private final Spread spread;

    static final class Cell {
        final WideInteger sum = new WideInteger();
        final WideInteger squares = new WideInteger();
        long events;
    }

    LongSpread(Spread spread, LongField<E> field) {
        super(spread.kind(), ResultType.DOUBLE, EXACT_GROUP, field);
        this.spread = spread;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        long number = field.applyAsLong(event);
        cell.sum.add(number);
        cell.squares.addSquare(number);
        cell.events++;
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.sum.add(from.sum);
        into.squares.add(from.squares);
        into.events += from.events;
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.sum.subtract(from.sum);
        into.squares.subtract(from.squares);
        into.events -= from.events;
    }

    @Override
    public Double result(Cell cell) {
        long divisor = spread.divisor(cell.events);
        if (cell.events <= 0 || divisor <= 0) {
            return null;
        }
        // (n Q - S S) / (n d), in whole numbers up to the one division.
        BigInteger events = BigInteger.valueOf(cell.events);
        BigInteger deviations = events.multiply(cell.squares.toBigInteger())
                .subtract(cell.sum.toBigInteger().pow(2));
        if (deviations.signum() < 0) {
            return null; // More was taken back than came.
        }
        BigDecimal variance = new BigDecimal(deviations)
                .divide(new BigDecimal(events.multiply(BigInteger.valueOf(divisor))), MathContext.DECIMAL128);
        return spread.of(variance.doubleValue());
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.events);
        cell.sum.write(out);
        cell.squares.write(out);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(2 * HeapSize.REFERENCE + Long.BYTES) + 2 * WideInteger.HEAP_BYTES;
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.events = in.readVarLong();
        cell.sum.read(in);
        cell.squares.read(in);
        return cell;
    }
}
