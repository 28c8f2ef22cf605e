package io.tidemark.batch.archive;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;

/**
 * One link of a partition's chain, as its footer describes it. Never changes.
 *
 * @param path from the storage's root
 * @param offsets every record in this half-open range is in the file, or in its quarantine, or there is no such record
 * @param epochStartMillis the start of the epoch of its records, by the log clock; {@code Long.MIN_VALUE} for a gap
 *     before the first record
 * @param end the place after its last record: {@code end.offset() == offsets.end()}
 * @param startClockMillis the log clock before its first record
 * @param rows decoded records
 * @param quarantined records that could not be decoded
 * @param eventTimes of its rows, up to one millisecond after the last; empty when it has none
 * @param gapReason why these records are lost; empty unless {@code closing} is {@link Closing#GAP}
 */
public record ArchiveFile(
        String path,
        PartitionId partition,
        OffsetRange offsets,
        long epochStartMillis,
        LogPosition end,
        long startClockMillis,
        long rows,
        long quarantined,
        TimeRange eventTimes,
        Closing closing,
        String gapReason) {

    /** The event times of no rows. */
    public static final TimeRange NO_TIMES = new TimeRange(0, 0);

    public ArchiveFile {
        if (end.offset() != offsets.end()) {
            throw new IllegalArgumentException(path + ": ends at " + end.offset() + ", not at " + offsets.end());
        }
    }

    public boolean isGap() {
        return closing == Closing.GAP;
    }
}
