package io.tidemark.batch.archive.read;

/** Takes the events of an archive file, in the order of their offsets. */
@FunctionalInterface
public interface EventSink<E> {
    /**
     * @param eventTimeMillis as the stream's definition tells it
     * @param logClockMillis when it came, as {@link io.tidemark.time.LogClock#whenCame} tells
     */
    void event(E event, long eventTimeMillis, int partition, long offset, long logClockMillis);

    /** A record whose fields are there, and that is no event of this definition: its constructor or event time refuses it. */
    default void leftOut(int partition, long offset) {}
}
