package io.tidemark.speed.generation;

import io.tidemark.groups.WantedGroups;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.time.TimeRange;

/**
 * Which partials a question is about: of these groups, and tiles that start in the range.
 *
 * @param reach where they may be looked for
 * @param mostLooks how many may be looked at; beyond that there is a {@link RealtimeAnswer.TooLargeException}
 * @param mostBytes how much they may take on the heap, about, once they are an answer; the same beyond that
 */
public record RowSelection(WantedGroups groups, TimeRange tiles, Reach reach, int mostLooks, long mostBytes) {
    /** So many rows are looked at in one go: so long is the fold held up. Guarded by the serving workload {@code top10-of-100k}. */
    public static final int USUAL_LOOKS = 100_000;

    /** As many askers as there are workers have a twelfth of the heap. */
    public static final long USUAL_BYTES = Runtime.getRuntime().maxMemory() / 96;

    /** Where partials are. */
    public enum Reach {
        MEMORY_AND_DISK,
        /** If some may be on disk, there is no answer. */
        MEMORY
    }
}
