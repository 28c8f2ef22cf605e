package io.tidemark.log;

import io.tidemark.event.head.RecordHead;
import io.tidemark.tidemark.PartitionId;

/**
 * A contiguous piece of one partition's log as it was read: all records in {@code [first, end)}. Offsets may have holes
 * (control records, aborted transactions), so that {@code end - first} can exceed {@code size}. Values are read in
 * place; valid only during the call it is passed to.
 */
public interface LogBatch {
    PartitionId partition();

    /** Where reading stood before: no record between here and the first one of the batch was skipped. */
    long first();

    /** Where reading stands after it: at least the last record's offset plus one. */
    long end();

    /** The leader epoch of what is just below {@link #end}, a record or not, or -1 if unknown. */
    int endLeaderEpoch();

    int size();

    long offset(int index);

    long timestampMillis(int index);

    /** The leader epoch under which the record was read, or -1 if unknown. */
    int leaderEpoch(int index);

    /** The array that holds the record's value, from {@link #start} on; null for a record without a value. */
    byte[] bytes(int index);

    /** The record's key and headers; made when it is asked for. */
    RecordHead head(int index);

    int start(int index);

    int length(int index);
}
