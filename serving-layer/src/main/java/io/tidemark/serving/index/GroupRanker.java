package io.tidemark.serving.index;

import io.tidemark.memory.ByteBudget.Holding;

/** Finds out which groups are the best of those whose rows are all here. Safe for use by many threads. */
@FunctionalInterface
public interface GroupRanker {
    /**
     * What the best groups come to, each as one row, by group.
     *
     * @param holding takes notice of what is held meanwhile
     */
    void best(BatchIndex index, IndexedView view, BestGroups best, Holding holding, RowVisitor visitor);
}
