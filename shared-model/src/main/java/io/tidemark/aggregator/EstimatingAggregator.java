package io.tidemark.aggregator;

import java.util.List;
import java.util.Optional;

/**
 * An aggregator whose result lies within a stated error of the exact one, and that can tell from the events whether one
 * does: so that a test can find a merge that is wrong, and not only one that gives no result.
 */
public interface EstimatingAggregator<E, A, R> extends Aggregator<E, A, R> {
    /**
     * How a result is further from the exact one than it may be; empty if it is not. Allows some more than the stated
     * error, which is one of a high probability.
     *
     * @param events all that were taken in, in any order
     */
    Optional<String> beyondError(List<E> events, R result);
}
