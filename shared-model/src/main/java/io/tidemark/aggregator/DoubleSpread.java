package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Variance and standard deviation of floating-point numbers by running mean and squared deviations (B. P. Welford,
 * 1962), merged pairwise (T. F. Chan, G. H. Golub, R. J. LeVeque, 1979).
 */
final class DoubleSpread<E> extends DoubleAggregator<E, DoubleSpread.Cell, Double>
        implements EstimatingAggregator<E, DoubleSpread.Cell, Double> {
    private static final double MOST_SQUARED = 1e140;
    private static final double ROUNDING = 1e-9;

    private final Spread spread;

    static final class Cell {
        long numbers;
        double mean;
        double deviations;
    }

    DoubleSpread(Spread spread, DoubleField<E> field) {
        super(spread.kind() + "Double", APPROXIMATE, field);
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
            cell.numbers++;
            double distance = number - cell.mean;
            cell.mean += distance / cell.numbers;
            cell.deviations += distance * (number - cell.mean);
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        if (from.numbers == 0) {
            return;
        }
        long numbers = into.numbers + from.numbers;
        double distance = from.mean - into.mean;
        into.deviations += from.deviations + distance * distance * ((double) into.numbers * from.numbers / numbers);
        into.mean += distance * from.numbers / numbers;
        into.numbers = numbers;
    }

    @Override
    public Double result(Cell cell) {
        long divisor = spread.divisor(cell.numbers);
        return divisor <= 0 ? null : finished(spread.of(cell.deviations / divisor));
    }

    @Override
    public Optional<String> beyondError(List<E> events, Double result) {
        double[] numbers = numbers(events);
        long divisor = spread.divisor(numbers.length);
        if (Arrays.stream(numbers).anyMatch(number -> Math.abs(number) > MOST_SQUARED)) {
            return Optional.empty();
        }
        double mean = numbers.length == 0 ? 0 : Errors.sum(numbers) / numbers.length;
        double deviations = Errors.sum(Arrays.stream(numbers)
                .map(number -> (number - mean) * (number - mean))
                .toArray());
        Double exact = divisor <= 0 ? null : Double.valueOf(spread.of(deviations / divisor));
        double largest = Arrays.stream(numbers).map(Math::abs).max().orElse(0);
        // The deviations are differences of numbers that may be far from zero.
        double allowed = divisor <= 0 ? 0 : spread.of(ROUNDING * (deviations / divisor + largest * largest));
        return Errors.between(exact, result, allowed);
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.numbers);
        out.writeDouble(cell.mean);
        out.writeDouble(cell.deviations);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.numbers = in.readVarLong();
        cell.mean = in.readDouble();
        cell.deviations = in.readDouble();
        return cell;
    }
}
