package io.tidemark.aggregator;

/** What an aggregator claims of itself; the laws test each claim. */
public enum Trait {
    /** Results depend on the set of events alone, to the last bit; without it they agree within a stated error. */
    EXACT,
    /** The accumulator's encoded size has a bound that does not grow with the number of events. */
    BOUNDED,
    /** It is a {@link SubtractableAggregator}. */
    SUBTRACTABLE,
    /** Event time and position play no part: permuting the events' positions changes nothing. */
    ORDER_FREE,
    /** Its result is how many events it took in, as a {@code Long}. */
    COUNTING
}
