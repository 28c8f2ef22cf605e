package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.LongField;

/** The exact sum of whole numbers; null while it lies outside the longs. */
final class LongSum<E> extends LongAggregator<E, WideInteger, Long>
        implements SubtractableAggregator<E, WideInteger, Long> {
    LongSum(LongField<E> field) {
        super("sum", ResultType.LONG, EXACT_GROUP, field);
    }

    @Override
    public WideInteger create() {
        return new WideInteger();
    }

    @Override
    public void add(WideInteger sum, E event, EventPosition at) {
        sum.add(field.applyAsLong(event));
    }

    @Override
    public void merge(WideInteger into, WideInteger from) {
        into.add(from);
    }

    @Override
    public void subtract(WideInteger into, WideInteger from) {
        into.subtract(from);
    }

    @Override
    public Long result(WideInteger sum) {
        return sum.isLong() ? Long.valueOf(sum.longValue()) : null;
    }

    @Override
    public void write(WideInteger sum, ByteWriter out) {
        sum.write(out);
    }

    @Override
    public long heapBytes(WideInteger sum, int encodedBytes) {
        return WideInteger.HEAP_BYTES;
    }

    @Override
    public WideInteger read(ByteReader in) {
        WideInteger sum = new WideInteger();
        sum.read(in);
        return sum;
    }
}
