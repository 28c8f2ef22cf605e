package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import java.util.List;
import java.util.Optional;

/** The mean of floating-point numbers, from their compensated sum. */
final class DoubleMean<E> extends DoubleAggregator<E, DoubleMean.Cell, Double>
        implements EstimatingAggregator<E, DoubleMean.Cell, Double> {
    static final class Cell {
        final CompensatedSum sum = new CompensatedSum();
        long numbers;
    }

    DoubleMean(DoubleField<E> field) {
        super("meanDouble", APPROXIMATE, field);
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
    public Double result(Cell cell) {
        return cell.numbers == 0 ? null : finished(cell.sum.value() / cell.numbers);
    }

    @Override
    public Optional<String> beyondError(List<E> events, Double result) {
        double[] numbers = numbers(events);
        Double exact = numbers.length == 0 ? null : Double.valueOf(Errors.sum(numbers) / numbers.length);
        return Errors.areHuge(numbers) ? Optional.empty() : Errors.between(exact, result, Errors.rounding(numbers));
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.numbers);
        cell.sum.write(out);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.numbers = in.readVarLong();
        cell.sum.read(in);
        return cell;
    }
}
