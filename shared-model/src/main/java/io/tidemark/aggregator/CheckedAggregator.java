package io.tidemark.aggregator;

/**
 * An aggregator that can try its user functions on an event without touching an accumulator. The fold asks all metrics
 * of an aggregation before it adds to the first, so that an event that throws in one leaves no trace in any. An
 * aggregator without this power is fed through a scratch accumulator and {@code merge}, at a cost.
 */
public interface CheckedAggregator<E, A, R> extends Aggregator<E, A, R> {
    /** Throws what {@link #add} would throw for this event, and does nothing else. */
    void check(E event);
}
