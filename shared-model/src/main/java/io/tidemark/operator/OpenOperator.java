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
     * @param logClockMillis of the partition, once it has taken the record in
     */
    void prime(E event, long eventTimeMillis, long logClockMillis, long offset);

    /**
     * A record, of which something may come.
     *
     * @param into takes what is to be folded of it
     */
    void take(E event, long eventTimeMillis, long logClockMillis, long offset, Contributions<E> into);
}
