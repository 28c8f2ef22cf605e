package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import java.util.List;
import java.util.Optional;

/** The compensated sum of floating-point numbers. */
final class DoubleSum<E> extends DoubleAggregator<E, CompensatedSum, Double>
        implements EstimatingAggregator<E, CompensatedSum, Double> {
    DoubleSum(DoubleField<E> field) {
        super("sumDouble", APPROXIMATE, field);
    }

    @Override
    public CompensatedSum create() {
        return new CompensatedSum();
    }

    @Override
    public void add(CompensatedSum sum, E event, EventPosition at) {
        double number = number(event);
        if (!Double.isNaN(number)) {
            sum.add(number);
        }
    }

    @Override
    public void merge(CompensatedSum into, CompensatedSum from) {
        into.add(from);
    }

    @Override
    public Double result(CompensatedSum sum) {
        return finished(sum.value());
    }

    @Override
    public Optional<String> beyondError(List<E> events, Double result) {
        double[] numbers = numbers(events);
        return Errors.areHuge(numbers)
                ? Optional.empty()
                : Errors.between(Errors.sum(numbers), result, Errors.rounding(numbers));
    }

    @Override
    public void write(CompensatedSum sum, ByteWriter out) {
        sum.write(out);
    }

    @Override
    public CompensatedSum read(ByteReader in) {
        CompensatedSum sum = new CompensatedSum();
        sum.read(in);
        return sum;
    }
}
