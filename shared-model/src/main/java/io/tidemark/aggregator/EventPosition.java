package io.tidemark.aggregator;

/** Where an event stands in time and in the log. Valid only during the call it is passed to. */
public interface EventPosition {
    long eventTimeMillis();

    int partition();

    long offset();
}
