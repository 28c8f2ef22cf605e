package io.tidemark.aggregator;

/** An aggregator whose {@code merge} has an exact inverse. */
public interface SubtractableAggregator<E, A, R> extends Aggregator<E, A, R> {
    /** Takes {@code from} out of {@code into}: after {@code merge(a, b)}, {@code subtract(a, b)} restores {@code a}. */
    void subtract(A into, A from);
}
