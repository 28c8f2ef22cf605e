package io.tidemark.batch.archive;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.read.FileFooter;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.cut.Closing;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OperatorState;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the footer of an archive file says.
 *
 * @param quarantine the path of its quarantined records; empty if there are none
 * @param tombstones the path of its records that have a key and no value; empty if none are kept
 */
public record Link(ArchiveFile file, String quarantine, String tombstones) {
    static final String FORMAT = "3";
    /** Which only lacks that its footer is sealed. */
    private static final String FORMAT_BEFORE = "2";

    private static final String PREFIX = "tidemark.";

    public Map<String, String> footer() {
        Map<String, String> footer = new TreeMap<>();
        put(footer, "format", FORMAT);
        put(footer, "topic", file.partition().topic());
        put(footer, "cluster-id", file.partition().log().clusterId());
        put(footer, "topic-id", file.partition().log().topicId());
        put(footer, "partition", file.partition().partition());
        put(footer, "first", file.offsets().first());
        put(footer, "end", file.offsets().end());
        put(footer, "epoch-start", file.epochStartMillis());
        put(footer, "end-clock", file.end().clock().millis());
        put(footer, "end-stamp", file.end().clock().lastStampMillis());
        put(footer, "end-operators", file.end().operators());
        put(footer, "end-leader-epoch", file.end().leaderEpoch());
        put(footer, "start-clock", file.startClockMillis());
        put(footer, "rows", file.rows());
        put(footer, "quarantined", file.quarantined());
        put(footer, "tombstones", file.tombstones());
        put(footer, "first-event-time", file.eventTimes().firstMillis());
        put(footer, "end-event-time", file.eventTimes().endMillis());
        put(footer, "closing", file.closing());
        put(footer, "gap-reason", file.gapReason());
        put(footer, "quarantine", quarantine);
        put(footer, "tombstone-file", tombstones);
        put(footer, "writer", file.origin().writer());
        put(footer, "generation", file.origin().generation());
        file.held().tell(footer);
        return footer;
    }

    /** A footer with what tells the file from every other, whoever writes it and however often. */
    public static Map<String, String> withId(Map<String, String> footer, String id) {
        Map<String, String> whole = new TreeMap<>(footer);
        put(whole, "id", id);
        return whole;
    }

    /** The same, in memory with what another has that is equal. */
    Link sharing(Link other) {
        return new Link(file.sharing(other.file), quarantine, tombstones);
    }

    /**
     * What the file at a path says, whatever lies before it in its chain.
     *
     * @throws FormerFormatException if a version wrote it whose archives are read no more
     * @throws StorageException if it cannot be read, or is not an archive file
     */
    public static Link read(Storage storage, String path) {
        try {
            return of(path, RowFileReader.footer(storage.input(path)));
        } catch (FaultException named) {
            throw named;
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(path, e);
        }
    }

    /**
     * @throws FormerFormatException if a version wrote it whose archives are read no more
     * @throws IllegalArgumentException if it is not the footer of an archive file
     */
    static Link of(String path, FileFooter found) {
        Map<String, String> footer = found.texts();
        checkFormat(path, found);
        long end = number(footer, "end");
        LogId log = new LogId(text(footer, "topic"), text(footer, "cluster-id"), text(footer, "topic-id"));
        return new Link(
                new ArchiveFile(
                        path,
                        new PartitionId(log, (int) number(footer, "partition")),
                        new OffsetRange(number(footer, "first"), end),
                        number(footer, "epoch-start"),
                        new LogPosition(
                                end,
                                new LogClock(number(footer, "end-clock"), number(footer, "end-stamp")),
                                (int) number(footer, "end-leader-epoch"),
                                OperatorState.parse(text(footer, "end-operators"))),
                        number(footer, "start-clock"),
                        number(footer, "rows"),
                        number(footer, "quarantined"),
                        number(footer, "tombstones"),
                        new TimeRange(number(footer, "first-event-time"), number(footer, "end-event-time")),
                        Closing.valueOf(text(footer, "closing")),
                        text(footer, "gap-reason"),
                        new Held(text(footer, "layout"), text(footer, "event-time-of"), found.fields()),
                        new FileOrigin(
                                checksum(path, found), text(footer, "writer"), (int) number(footer, "generation"))),
                text(footer, "quarantine"),
                // Files from before there were any do not say.
                footer.getOrDefault(PREFIX + "tombstone-file", ""));
    }

    /** @throws IllegalArgumentException if the footer does not say what the bytes before it add up to */
    public static String checksum(String path, FileFooter found) {
        checkFormat(path, found);
        return Checksum.parse(text(found.texts(), RowFileWriter.CHECKSUM.substring(PREFIX.length())))
                .toString();
    }

    private static void checkFormat(String path, FileFooter found) {
        String format = found.texts().getOrDefault(PREFIX + "format", "1");
        boolean isRead = format.equals(FORMAT) || format.equals(FORMAT_BEFORE);
        if (found.texts().containsKey(PREFIX + "first") && !isRead) {
            throw new FormerFormatException(path, format, FORMAT);
        }
        if (format.equals(FORMAT) && !found.isSealed()) {
            throw new IllegalArgumentException("its footer is not sealed");
        }
    }

    private static void put(Map<String, String> footer, String key, Object value) {
        footer.put(PREFIX + key, String.valueOf(value));
    }

    private static long number(Map<String, String> footer, String key) {
        return Long.parseLong(text(footer, key));
    }

    private static String text(Map<String, String> footer, String key) {
        String value = footer.get(PREFIX + key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "its footer has no " + PREFIX + key + ", so that no archive writer can have put it here");
        }
        return value;
    }
}
