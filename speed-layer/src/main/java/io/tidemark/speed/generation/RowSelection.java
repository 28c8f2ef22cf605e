package io.tidemark.speed.generation;

import io.tidemark.fold.GroupKey;
import io.tidemark.time.TimeRange;
import java.util.Optional;
import java.util.Set;

/**
 * Which partials a question is about: these groups, or all when empty; tiles that start in the range.
 *
 * @param reach where they may be looked for
 */
public record RowSelection(Optional<Set<GroupKey>> groups, TimeRange tiles, Reach reach) {
    /** Where partials are. */
    public enum Reach {
        MEMORY_AND_DISK,
        /** If some may be on disk, there is no answer. */
        MEMORY
    }

    public RowSelection(Optional<Set<GroupKey>> groups, TimeRange tiles) {
        this(groups, tiles, Reach.MEMORY_AND_DISK);
    }
}
