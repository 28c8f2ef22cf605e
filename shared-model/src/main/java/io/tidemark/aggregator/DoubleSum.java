package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;

/** The exact sum of floating-point numbers, rounded once. */
final class DoubleSum<E> extends DoubleAggregator<E, ExactSum, Double>
        implements SubtractableAggregator<E, ExactSum, Double> {
    DoubleSum(DoubleField<E> field) {
        super("sumDouble(exact)", EXACT_GROUP, field);
    }

    @Override
    public ExactSum create() {
        return new ExactSum();
    }

    @Override
    public void add(ExactSum sum, E event, EventPosition at) {
        double number = number(event);
        if (!Double.isNaN(number)) {
            sum.add(number);
        }
    }

    @Override
    public void merge(ExactSum into, ExactSum from) {
        into.add(from);
    }

    @Override
    public void subtract(ExactSum into, ExactSum from) {
        into.subtract(from);
    }

    @Override
    public Double result(ExactSum sum) {
        return finished(sum.value());
    }

    @Override
    public void write(ExactSum sum, ByteWriter out) {
        sum.write(out);
    }

    @Override
    public long heapBytes(ExactSum sum, int encodedBytes) {
        return sum.heapBytes();
    }

    @Override
    public ExactSum read(ByteReader in) {
        ExactSum sum = new ExactSum();
        sum.read(in);
        return sum;
    }
}
