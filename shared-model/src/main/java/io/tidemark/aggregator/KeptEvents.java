package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import java.io.Serializable;
import java.util.function.Function;

/**
 * A value from each of the few events that come first in a total order: by event time or by a number, then by partition
 * and offset. Since the order is total, what is kept of a set of events is a function of the set. The one core of
 * first, last, argMin, argMax, topK, bottomK and list.
 */
final class KeptEvents<E, R> extends FieldAggregator<E, KeptEventsCell, R>
        implements OrderedAggregator<E, KeptEventsCell, R> {
    static final int MAX_LIMIT = 10_000;

    private final KeptOrder order;
    private final int limit;
    private final LongField<E> by;
    private final Field<E, ?> field;
    private final ValueType type;
    private final Function<KeptEventsCell, R> finish;

    /** What to keep of the chosen events, and how to finish it. */
    record Kept<E, R>(Field<E, ?> value, ResultType resultType, Function<KeptEventsCell, R> finish) {}

    /** Keeps events by event time. */
    static <E, R> KeptEvents<E, R> byTime(String kind, KeptOrder order, int limit, Kept<E, R> kept) {
        return new KeptEvents<>(kind, order, limit, null, kept, kept.value());
    }

    /** Keeps events by a number. */
    static <E, R> KeptEvents<E, R> by(LongField<E> number, String kind, KeptOrder order, int limit, Kept<E, R> kept) {
        return new KeptEvents<>(kind, order, limit, number, kept, number, kept.value());
    }

    private KeptEvents(
            String kind, KeptOrder order, int limit, LongField<E> by, Kept<E, R> kept, Serializable... functions) {
        super(kind, kept.resultType(), EXACT_BY_POSITION, functions);
        ParameterException.requireBetween("a limit of", limit, 1, MAX_LIMIT);
        this.order = order;
        this.limit = limit;
        this.by = by;
        this.field = kept.value();
        this.type = ValueType.of(field);
        this.finish = kept.finish();
    }

    @Override
    public KeptEventsCell create() {
        return new KeptEventsCell();
    }

    @Override
    public void check(E event) {
        if (by != null) {
            long unused = by.applyAsLong(event);
        }
        type.normal(field.apply(event));
    }

    @Override
    public void add(KeptEventsCell cell, E event, EventPosition at) {
        long rank = by == null ? at.eventTimeMillis() : by.applyAsLong(event);
        Object value = type.normal(field.apply(event));
        if (value != null) {
            cell.offer(order, limit, rank, at.partition(), at.offset(), value);
        }
    }

    @Override
    public void merge(KeptEventsCell into, KeptEventsCell from) {
        into.offerAll(order, limit, from);
    }

    @Override
    public R result(KeptEventsCell cell) {
        return finish.apply(cell);
    }

    /** Of one value kept; lists have no order. */
    @Override
    public int compareResults(R one, R other) {
        return type.compare(one, other);
    }

    @Override
    public void write(KeptEventsCell cell, ByteWriter out) {
        cell.write(type, out);
    }

    @Override
    public long heapBytes(KeptEventsCell cell, int encodedBytes) {
        return cell.heapBytes(type, encodedBytes);
    }

    @Override
    public KeptEventsCell read(ByteReader in) {
        KeptEventsCell cell = new KeptEventsCell();
        cell.read(type, in);
        return cell;
    }
}
