package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import io.tidemark.memory.HeapSize;
import java.math.BigInteger;

/**
 * Variance and standard deviation of floating-point numbers, from the exact sums of the numbers and of their squares,
 * rounded at the end: the same double in whatever order they came.
 */
final class DoubleSpread<E> extends DoubleAggregator<E, DoubleSpread.Cell, Double>
        implements SubtractableAggregator<E, DoubleSpread.Cell, Double> {
    private final Spread spread;

    static final class Cell {
        final ExactSum sum = new ExactSum();
        final ExactSquares squares = new ExactSquares();
        long numbers;
    }

    DoubleSpread(Spread spread, DoubleField<E> field) {
        super(spread.kind() + "Double(exact)", EXACT_GROUP, field);
        this.spread = spread;
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
            cell.squares.add(number);
            cell.numbers++;
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.sum.add(from.sum);
        into.squares.add(from.squares);
        into.numbers += from.numbers;
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.sum.subtract(from.sum);
        into.squares.subtract(from.squares);
        into.numbers -= from.numbers;
    }

    @Override
    public Double result(Cell cell) {
        long divisor = spread.divisor(cell.numbers);
        if (cell.numbers <= 0 || divisor <= 0) {
            return null;
        }
        // (n Q - S S) / (n d), in whole numbers of one unit up to the one division.
        BinaryFraction sum = cell.sum.exact();
        BinaryFraction squares = cell.squares.exact();
        BigInteger numbers = BigInteger.valueOf(cell.numbers);
        int unit = Math.min(2 * sum.exponent(), squares.exponent());
        BigInteger deviations = numbers.multiply(squares.unscaled())
                .shiftLeft(squares.exponent() - unit)
                .subtract(sum.unscaled().pow(2).shiftLeft(2 * sum.exponent() - unit));
        if (deviations.signum() < 0) {
            return null; // More was taken back than came.
        }
        return finished(
                spread.of(RoundedFraction.ofQuotient(deviations, numbers.multiply(BigInteger.valueOf(divisor)), unit)));
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.numbers);
        cell.sum.write(out);
        cell.squares.write(out);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(2 * HeapSize.REFERENCE + Long.BYTES) + cell.sum.heapBytes() + cell.squares.heapBytes();
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.numbers = in.readVarLong();
        cell.sum.read(in);
        cell.squares.read(in);
        return cell;
    }
}
