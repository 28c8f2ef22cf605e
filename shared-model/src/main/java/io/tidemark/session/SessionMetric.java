package io.tidemark.session;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.CheckedAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.OrderedAggregator;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Condition;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A metric of an aggregation that has sessions: it is kept of each stretch of a tile's events by itself. Over a whole tile, or
 * any window of tiles, its result is that of all stretches together, as without sessions.
 *
 * <p>It takes all events, so that all metrics of a row have the same stretches; one with a condition counts in the stretches
 * only those for which it holds.
 */
public final class SessionMetric<E, A, R>
        implements CheckedAggregator<E, Fragments<A>, R>, OrderedAggregator<E, Fragments<A>, R> {
    private final Aggregator<E, A, R> metric;
    private final Optional<Condition<E>> where;
    private final Sessions sessions;
    private final long gapMillis;
    private final Fragments.Merging<A> merging = new Merging();

    public SessionMetric(Aggregator<E, A, R> metric, Optional<Condition<E>> where, Sessions sessions) {
        this.metric = metric;
        this.where = where;
        this.sessions = sessions;
        this.gapMillis = sessions.gapMillis();
    }

    /** The metric itself, of an aggregation with sessions or without. */
    public static Aggregator<?, ?, ?> within(Aggregator<?, ?, ?> aggregator) {
        return aggregator instanceof SessionMetric<?, ?, ?> inSessions ? inSessions.metric : aggregator;
    }

    /** Whether the metric itself is one of this library's, and no user's. */
    public static boolean isOurs(Aggregator<?, ?, ?> aggregator) {
        return within(aggregator).getClass().getPackage().equals(Aggregator.class.getPackage());
    }

    /** The same metric for who asks of whole tiles. */
    public WholeMetric<E, A, R> whole() {
        return new WholeMetric<>(this);
    }

    /** What another stretch takes on the heap. */
    public long stretchBytes() {
        return Fragments.slotBytes() + metric.heapBytes(metric.create(), 0);
    }

    /** What is kept of a stretch. */
    public Aggregator<E, A, R> metric() {
        return metric;
    }

    /** Which events it takes; empty: all. */
    public Optional<Condition<E>> where() {
        return where;
    }

    public Sessions sessions() {
        return sessions;
    }

    @Override
    public Fragments<A> create() {
        return new Fragments<>();
    }

    /** {@inheritDoc} Only of a metric that can be checked itself. */
    @Override
    public void check(E event) {
        if (where.isEmpty() || where.get().test(event)) {
            ((CheckedAggregator<E, A, R>) metric).check(event);
        }
    }

    @Override
    public void add(Fragments<A> fragments, E event, EventPosition at) {
        boolean isWanted = where.isEmpty() || where.get().test(event);
        if (isWanted && !(metric instanceof CheckedAggregator)) {
            addAlone(fragments, event, at);
            return;
        }
        long time = at.eventTimeMillis();
        A accumulator = fragments.at(time, time, gapMillis, merging);
        if (isWanted) {
            metric.add(accumulator, event, at);
        }
    }

    /** What throws then leaves no stretch behind. */
    private void addAlone(Fragments<A> fragments, E event, EventPosition at) {
        A alone = metric.create();
        metric.add(alone, event, at);
        long time = at.eventTimeMillis();
        metric.merge(fragments.at(time, time, gapMillis, merging), alone);
    }

    @Override
    public void merge(Fragments<A> into, Fragments<A> from) {
        for (int fragment = 0; fragment < from.size(); fragment++) {
            A accumulator = into.at(from.firstMillis(fragment), from.lastMillis(fragment), gapMillis, merging);
            metric.merge(accumulator, from.accumulator(fragment));
        }
    }

    @Override
    public R result(Fragments<A> fragments) {
        if (fragments.size() == 1) {
            return metric.result(fragments.accumulator(0));
        }
        A all = metric.create();
        for (int fragment = 0; fragment < fragments.size(); fragment++) {
            metric.merge(all, fragments.accumulator(fragment));
        }
        return metric.result(all);
    }

    @Override
    public void write(Fragments<A> fragments, ByteWriter out) {
        fragments.write(out, metric::write);
    }

    @Override
    public Fragments<A> read(ByteReader in) {
        return Fragments.read(in, metric::read);
    }

    @Override
    public long heapBytes(Fragments<A> fragments, int encodedBytes) {
        int size = fragments.size();
        long bytes = fragments.heapBytes();
        for (int fragment = 0; fragment < size; fragment++) {
            bytes += metric.heapBytes(fragments.accumulator(fragment), encodedBytes / size);
        }
        return bytes;
    }

    @Override
    public ResultType resultType() {
        return metric.resultType();
    }

    @Override
    public String describe() {
        return "sessions(" + sessions.gap() + "," + metric.describe() + ")";
    }

    /** It is as exact as the metric is. How many stretches there are is bounded by the tile, of which it does not know. */
    @Override
    public Set<Trait> traits() {
        return metric.traits().contains(Trait.EXACT) ? Set.of(Trait.EXACT) : Set.of();
    }

    @Override
    public List<Serializable> functions() {
        List<Serializable> functions = new ArrayList<>(metric.functions());
        where.ifPresent(functions::add);
        return functions;
    }

    @Override
    @SuppressWarnings("unchecked")
    public int compareResults(R one, R other) {
        return metric instanceof OrderedAggregator<E, A, R> ordered
                ? ordered.compareResults(one, other)
                : ((Comparable<R>) one).compareTo(other);
    }

    private final class Merging implements Fragments.Merging<A> {
        @Override
        public A create() {
            return metric.create();
        }

        @Override
        public void merge(A into, A from) {
            metric.merge(into, from);
        }
    }
}
