package io.tidemark.model;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.OrderedAggregator;
import io.tidemark.aggregator.Trait;
import io.tidemark.function.Condition;
import io.tidemark.session.SessionMetric;
import io.tidemark.session.Sessions;
import java.util.Optional;

/**
 * One named figure of an aggregation.
 *
 * @param where which of the aggregation's events it takes; empty: all
 */
public record Metric<E>(String name, Aggregator<E, Object, Object> aggregator, Optional<Condition<E>> where) {
    /** The one place where an aggregator's accumulator type is forgotten. */
    @SuppressWarnings("unchecked")
    static <E> Metric<E> of(String name, Aggregator<E, ?, ?> aggregator, Optional<Condition<E>> where) {
        return new Metric<>(name, (Aggregator<E, Object, Object>) aggregator, where);
    }

    /** Which of the aggregation's events count in it, in sessions too; empty: all. */
    @SuppressWarnings("unchecked") // It is over the same events.
    public Optional<Condition<E>> condition() {
        Object any = aggregator;
        return any instanceof SessionMetric ? ((SessionMetric<E, ?, ?>) any).where() : where;
    }

    /**
     * By how much a record lets its accumulator of a row grow at most, beside the bytes that it brings.
     *
     * @param ofValue what a value more takes
     */
    public long growthBytes(long ofValue) {
        Object any = aggregator;
        long ofStretch = any instanceof SessionMetric<?, ?, ?> inSessions ? inSessions.stretchBytes() : 0;
        boolean isFixed = SessionMetric.within(aggregator).traits().contains(Trait.SUBTRACTABLE);
        return ofStretch + (isFixed ? 0 : ofValue);
    }

    /** The same of an aggregation that has sessions. */
    Metric<E> in(Sessions sessions) {
        return of(name, new SessionMetric<>(aggregator, where, sessions), Optional.empty());
    }

    /** The order of two results, neither of them null: all results of a metric are of one class. */
    @SuppressWarnings("unchecked")
    public int compareResults(Object one, Object other) {
        Object any = aggregator;
        return any instanceof OrderedAggregator
                ? ((OrderedAggregator<E, Object, Object>) any).compareResults(one, other)
                : ((Comparable<Object>) one).compareTo(other);
    }
}
