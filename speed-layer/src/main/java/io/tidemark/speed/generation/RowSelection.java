package io.tidemark.speed.generation;

import io.tidemark.groups.WantedGroups;
import io.tidemark.time.TimeRange;

/**
 * Which partials a question is about: of these groups, and tiles that start in the range.
 *
 * @param reach where they may be looked for
 */
public record RowSelection(WantedGroups groups, TimeRange tiles, Reach reach) {
    /** Where partials are. */
    public enum Reach {
        MEMORY_AND_DISK,
        /** If some may be on disk, there is no answer. */
        MEMORY
    }

    public RowSelection(WantedGroups groups, TimeRange tiles) {
        this(groups, tiles, Reach.MEMORY_AND_DISK);
    }
}
