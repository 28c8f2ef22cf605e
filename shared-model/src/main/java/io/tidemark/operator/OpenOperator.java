package io.tidemark.operator;

/**
 * An {@link Operator} at work on one partition, whose records it is given by ascending offset: first those that it is primed
 * with, then those that are folded. Owned by one thread.
 */
public interface OpenOperator<E> {
    /**
     * A record that lies before those that are folded. It is remembered, and nothing comes of it.
     *
     * @param eventTimeMillis as the stream's definition tells it
     * @param logClockMillis when it came, as {@link io.tidemark.time.LogClock#whenCame} tells
     */
    void prime(E event, long eventTimeMillis, long logClockMillis, long offset);

    /**
     * A record, of which something may come.
     *
     * @param logClockMillis as in {@link #prime}
     * @param into takes what is to be folded of it
     */
    void take(E event, long eventTimeMillis, long logClockMillis, long offset, Contributions<E> into);
}
