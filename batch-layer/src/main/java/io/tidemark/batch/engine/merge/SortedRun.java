package io.tidemark.batch.engine.merge;

import java.util.SortedSet;

/** Rows of one aggregation, sorted by slice, then group, then tile. Safe for use by many threads. */
public interface SortedRun {
    /** The first instants of the slices that have rows. */
    SortedSet<Long> slices();

    /** The rows of one slice; no row if it is not among {@link #slices}. Called once a slice. */
    RowCursor open(long sliceMillis);
}
