package io.tidemark.cut;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;

/** One link of a partition's chain in the archive: each begins where the one before ends. */
public interface Stretch {
    /** The offsets that it covers, with records or without. */
    OffsetRange offsets();

    /** The place after its last offset. */
    LogPosition end();

    /** The start of the epoch of its records, by the log clock. */
    long epochStartMillis();

    Closing closing();

    /** Whether its records are lost. */
    default boolean isGap() {
        return closing() == Closing.GAP;
    }
}
