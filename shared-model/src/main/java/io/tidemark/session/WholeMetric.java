package io.tidemark.session;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.Set;

/**
 * A {@link SessionMetric} for who asks of whole tiles: the same bytes, read as one accumulator, so that what is merged of many
 * tiles grows no more than without sessions.
 */
public final class WholeMetric<E, A, R> implements Aggregator<E, A, R> {
    private final SessionMetric<E, A, R> sessions;
    private final Aggregator<E, A, R> metric;

    WholeMetric(SessionMetric<E, A, R> sessions) {
        this.sessions = sessions;
        this.metric = sessions.metric();
    }

    @Override
    public A create() {
        return metric.create();
    }

    @Override
    public void add(A accumulator, E event, EventPosition at) {
        if (sessions.where().isEmpty() || sessions.where().get().test(event)) {
            metric.add(accumulator, event, at);
        }
    }

    @Override
    public void merge(A into, A from) {
        metric.merge(into, from);
    }

    /** Takes in all stretches of a tile. */
    public void mergeAll(A into, Fragments<A> from) {
        for (int fragment = 0; fragment < from.size(); fragment++) {
            metric.merge(into, from.accumulator(fragment));
        }
    }

    @Override
    public R result(A accumulator) {
        return metric.result(accumulator);
    }

    /** As one stretch, of no time. */
    @Override
    public void write(A accumulator, ByteWriter out) {
        sessions.write(Fragments.of(0, 0, accumulator), out);
    }

    @Override
    public A read(ByteReader in) {
        Fragments<A> fragments = sessions.read(in);
        if (fragments.size() == 1) {
            return fragments.accumulator(0);
        }
        A all = metric.create();
        mergeAll(all, fragments);
        return all;
    }

    @Override
    public long heapBytes(A accumulator, int encodedBytes) {
        return metric.heapBytes(accumulator, encodedBytes);
    }

    @Override
    public ResultType resultType() {
        return metric.resultType();
    }

    @Override
    public String describe() {
        return sessions.describe();
    }

    @Override
    public Set<Trait> traits() {
        return sessions.traits();
    }
}
