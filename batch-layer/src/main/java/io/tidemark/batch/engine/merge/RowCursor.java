package io.tidemark.batch.engine.merge;

import io.tidemark.fold.GroupKey;

/** Goes through rows that are sorted by group, then tile. Owned by one thread. */
public interface RowCursor extends AutoCloseable {
    /** Goes to the next row, the first one at first. Returns whether there is one. */
    boolean next();

    GroupKey group();

    long tileMillis();

    /**
     * Puts the row's accumulators, one a metric, into an array. They are the caller's from then on.
     *
     * @return how many bytes they were read of; 0 if they were in memory
     */
    int accumulators(Object[] into);

    @Override
    void close();
}
