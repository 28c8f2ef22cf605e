package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.level.WantedTiles;

/** Reads the rows of single groups, one after the other. Owned by one thread. */
public interface IndexReader extends AutoCloseable {
    /** The rows of a group, in the order of tiles. */
    void group(IndexedView view, GroupKey group, WantedTiles tiles, RowVisitor visitor);

    @Override
    void close();
}
