package io.tidemark.columns.event;

import io.tidemark.event.ComponentValues;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.head.RecordHead;

/**
 * One row of an archive file: what a record said and where it stood. Of a file that is read field by field these are
 * {@link #values}, of another one {@link #bytes}. Reused from row to row by whoever made it.
 */
public final class LogRow {
    /** Null when the columns do not hold what the record class needs; {@link #fault} then says why. */
    public ComponentValues values;

    /** To be written beside the values; never null. */
    public UndeclaredFields undeclared = UndeclaredFields.dropped();

    /** What is kept of the record's key and headers; never null. */
    public RecordHead head = RecordHead.NONE;

    /** Null in a file of fields. */
    public byte[] bytes;

    public int start;
    public int length;

    public int partition;
    public long offset;
    public long timestampMillis;
    /** The log clock once it has taken the record in. */
    public long clockMillis;
    /** Null when there are values. */
    public String fault;
}
