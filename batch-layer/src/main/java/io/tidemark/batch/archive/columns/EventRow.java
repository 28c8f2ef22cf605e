package io.tidemark.batch.archive.columns;

/** One row of an archive file: an event and where its record stood. Reused from row to row by whoever made it. */
public final class EventRow<E> {
    /** Null when the columns no longer make an event; {@link #fault} then says why. */
    public E event;

    public int partition;
    public long offset;
    public long timestampMillis;
    /** The log clock once it has taken the record in. */
    public long clockMillis;
    /** Null when there is an event. */
    public String fault;
}
