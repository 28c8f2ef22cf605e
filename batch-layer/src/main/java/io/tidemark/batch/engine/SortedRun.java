package io.tidemark.batch.engine;

import java.util.SortedSet;

/** Rows of one aggregation, sorted by slice, then group, then tile. Safe for use by many threads. */
interface SortedRun {
    /** The first instants of the slices that have rows. */
    SortedSet<Long> slices();

    /** The rows of one slice; no row if it is not among {@link #slices}. Called once a slice. */
    RowCursor open(long sliceMillis);
}
