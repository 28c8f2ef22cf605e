package io.tidemark.aggregator;

/** An aggregator whose results have an order of their own, which is not the natural one of their class. */
public interface OrderedAggregator<E, A, R> extends Aggregator<E, A, R> {
    /** The order of two results, neither of them null. */
    int compareResults(R one, R other);
}
