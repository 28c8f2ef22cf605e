package io.tidemark.seam;

import io.tidemark.time.TimeRange;
import java.util.Set;

/** What a run is asked to do. {@code aggregations}: only these; empty: all. */
public sealed interface RunRequest {
    Set<String> aggregations();

    /**
     * Folds what the archive has beyond the tidemark, and moves the tidemark.
     *
     * @param cut how far
     * @param acceptGaps whether to pass a gap in the archive
     */
    record Incremental(Set<String> aggregations, Cut cut, boolean acceptGaps) implements RunRequest {}

    /** Reads the raw archive for a range of event time and replaces those tiles; the tidemark stays. */
    record Recompute(Set<String> aggregations, TimeRange range) implements RunRequest {}

    /** Where an incremental run puts the tidemark. */
    enum Cut {
        /** At the end of the last epoch that is archived whole. */
        EPOCH,
        /** At the end of what is archived, even inside an epoch. */
        ARCHIVE_END
    }
}
