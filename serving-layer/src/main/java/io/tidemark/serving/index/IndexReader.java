package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.time.TimeRange;

/** Reads the rows of single groups, one after the other. Owned by one thread. */
public interface IndexReader extends AutoCloseable {
    /** The rows of a group in a range of tiles, in the order of tiles. */
    void group(IndexedView view, GroupKey group, TimeRange tiles, RowVisitor visitor);

    @Override
    void close();
}
