package io.tidemark.batch.archive.read;

/** Takes the events of an archive file by the batch where its columns allow it, and one by one where they do not. */
public interface BatchSink<E> extends EventSink<E> {
    /** The rows of a batch from {@code from} to below {@code end}: those that it accepts are the events. */
    void rows(EventBatch<E> batch, int from, int end);
}
