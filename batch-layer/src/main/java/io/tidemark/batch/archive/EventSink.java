package io.tidemark.batch.archive;

/** Takes the events of an archive file, in the order of their offsets. */
@FunctionalInterface
public interface EventSink<E> {
    /**
     * @param eventTimeMillis as the stream's definition tells it
     * @param timestampMillis the record's own timestamp
     */
    void event(E event, long eventTimeMillis, int partition, long offset, long timestampMillis);
}
