package io.tidemark.batch.archive;

import io.tidemark.cut.Closing;
import io.tidemark.cut.Stretch;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One link of a partition's chain, as its footer describes it. Never changes.
 *
 * @param path from the storage's root
 * @param offsets every record in this half-open range is in the file, or in its quarantine, or there is no such record
 * @param epochStartMillis the start of the epoch of its records, by the log clock; {@code Long.MIN_VALUE} for a gap
 *     before the first record
 * @param end the place after its last record: {@code end.offset() == offsets.end()}
 * @param startClockMillis the log clock before its first record
 * @param rows records whose fields were read
 * @param quarantined records whose fields could not be read
 * @param tombstones records without a value: they are events of nobody, and are counted alone
 * @param eventTimes of its rows, up to one millisecond after the last, as far as {@code held} says of which field they are
 * @param gapReason why these records are lost; empty unless {@code closing} is {@link Closing#GAP}
 * @param origin with the checksum of what lies before its footer
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
        long tombstones,
        TimeRange eventTimes,
        Closing closing,
        String gapReason,
        Held held,
        FileOrigin origin)
        implements Stretch {

    /** The event times of no rows. */
    public static final TimeRange NO_TIMES = new TimeRange(0, 0);

    public ArchiveFile {
        if (end.offset() != offsets.end()) {
            throw new IllegalArgumentException(path + ": ends at " + end.offset() + ", not at " + offsets.end());
        }
    }

    /** Of which it is not known what its rows hold. */
    public ArchiveFile(
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
        this(
                path,
                partition,
                offsets,
                epochStartMillis,
                end,
                startClockMillis,
                rows,
                quarantined,
                0,
                eventTimes,
                closing,
                gapReason,
                Held.nothing(),
                FileOrigin.UNKNOWN);
    }

    /** The same, in memory with what another has that is equal: chains are long, and are kept. */
    ArchiveFile sharing(ArchiveFile other) {
        return new ArchiveFile(
                path,
                partition.equals(other.partition) ? other.partition : partition,
                offsets,
                epochStartMillis,
                end,
                startClockMillis,
                rows,
                quarantined,
                tombstones,
                eventTimes,
                closing,
                gapReason,
                held.equals(other.held) ? other.held : held,
                origin);
    }

    /** Whether an event of a stream may be in it whose time lies in a range. */
    public boolean mayHoldEventsOf(StreamDefinition<?> stream, TimeRange times) {
        // Quarantined records are decoded again, and their event times are in no statistics.
        if (quarantined > 0 || (rows > 0 && !held.tellsTimesOf(stream))) {
            return true;
        }
        return rows > 0 && times.overlaps(eventTimes.firstMillis(), eventTimes.endMillis());
    }

    /**
     * Why the file cannot tell what a definition reads of its stream's events; empty if it can.
     *
     * @param components the names of those that it reads; asked for if the record class has changed
     */
    public Optional<String> unknown(StreamDefinition<?> stream, Supplier<Set<String>> components) {
        if (rows > 0 && !isGap()) {
            return held.unknown(stream, components);
        }
        return quarantined > 0 ? held.unknownOfQuarantined(stream, components) : Optional.empty();
    }
}
