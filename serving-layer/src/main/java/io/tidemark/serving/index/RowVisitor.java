package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;

/** What takes rows of the batch view. */
@FunctionalInterface
public interface RowVisitor {
    /**
     * @param tileMillis the start of the tile
     * @param accumulators of all metrics, as {@link io.tidemark.fold.TileTable#write} writes them
     * @return whether to go on
     */
    boolean row(GroupKey group, long tileMillis, byte[] accumulators);
}
