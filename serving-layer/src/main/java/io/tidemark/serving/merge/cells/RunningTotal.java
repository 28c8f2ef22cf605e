package io.tidemark.serving.merge.cells;

import io.tidemark.fold.GroupKey;

/** What the windows of one group come to, from the first on, taken in their order. Begun anew with each group. Owned by one thread. */
public final class RunningTotal {
    private GroupKey group;
    private Object[] accumulators;
    private byte origins;

    /** Takes a group's next window in, which stays as it is. */
    public void add(GroupKey of, Cells windows, int cell, SlidingMerge.Merging merging) {
        if (!of.equals(group)) {
            group = of;
            accumulators = merging.created();
            origins = 0;
        }
        merging.merge(accumulators, windows.accumulators(cell));
        origins |= windows.origins(cell);
    }

    /** Those of all metrics; changed by the next window. */
    public Object[] accumulators() {
        return accumulators;
    }

    /** A bit for each view that something came from. */
    public byte origins() {
        return origins;
    }
}
