package io.tidemark.speed.generation;

import io.tidemark.fold.GroupKey;
import java.util.Optional;

/** The partial that takes most of those that a flush wrote. Owned by the partition's thread. */
public final class LargestRow {
    private long bytes;
    private GroupKey group;

    void clear() {
        bytes = 0;
        group = null;
    }

    void note(long rowBytes, GroupKey ofGroup) {
        if (rowBytes > bytes) {
            bytes = rowBytes;
            group = ofGroup;
        }
    }

    public long bytes() {
        return bytes;
    }

    /** Whose it is; empty if nothing was written. */
    public Optional<GroupKey> group() {
        return Optional.ofNullable(group);
    }
}
