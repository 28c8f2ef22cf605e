package io.tidemark.aggregator;

/**
 * An aggregator whose {@code merge} has an exact inverse: its accumulators form a commutative group. So it may be asked to take
 * out what is not in yet, since what brings it may be in another part of the log; such an accumulator holds less than nothing,
 * is written, read and merged as all others are, and finished without throwing.
 *
 * <p>The laws beside those of {@link Aggregator}: after {@code merge(a, b)}, {@code subtract(a, b)} restores {@code a}; after
 * {@code subtract(a, b)}, so does {@code merge(a, b)}; {@code subtract} leaves {@code from} as it was. What has nothing left
 * should be written as what {@link #create} makes: a row of it then leaves the files too.
 */
public interface SubtractableAggregator<E, A, R> extends Aggregator<E, A, R> {
    /** Takes {@code from} out of {@code into}, whether or not it was merged into it. */
    void subtract(A into, A from);
}
