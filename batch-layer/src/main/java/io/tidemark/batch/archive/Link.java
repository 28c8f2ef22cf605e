package io.tidemark.batch.archive;

import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.read.FileFooter;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.cut.Closing;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OperatorState;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the footer of an archive file says.
 *
 * @param quarantine the path of its quarantined records; empty if there are none
 */
public record Link(ArchiveFile file, String quarantine) {
    static final String FORMAT = "2";

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
        put(footer, "writer", file.origin().writer());
        put(footer, "generation", file.origin().generation());
        file.held().tell(footer);
        return footer;
    }

    /** @throws IllegalArgumentException if it is not the footer of an archive file */
    static Link of(String path, FileFooter found) {
        Map<String, String> footer = found.texts();
        checkFormat(path, footer);
        long end = number(path, footer, "end");
        LogId log = new LogId(
                text(path, footer, "topic"), text(path, footer, "cluster-id"), text(path, footer, "topic-id"));
        return new Link(
                new ArchiveFile(
                        path,
                        new PartitionId(log, (int) number(path, footer, "partition")),
                        new OffsetRange(number(path, footer, "first"), end),
                        number(path, footer, "epoch-start"),
                        new LogPosition(
                                end,
                                new LogClock(number(path, footer, "end-clock"), number(path, footer, "end-stamp")),
                                (int) number(path, footer, "end-leader-epoch"),
                                OperatorState.parse(text(path, footer, "end-operators"))),
                        number(path, footer, "start-clock"),
                        number(path, footer, "rows"),
                        number(path, footer, "quarantined"),
                        number(path, footer, "tombstones"),
                        new TimeRange(number(path, footer, "first-event-time"), number(path, footer, "end-event-time")),
                        Closing.valueOf(text(path, footer, "closing")),
                        text(path, footer, "gap-reason"),
                        new Held(text(path, footer, "layout"), text(path, footer, "event-time-of"), found.fields()),
                        new FileOrigin(checksum(path, found), text(path, footer, "writer"), (int)
                                number(path, footer, "generation"))),
                text(path, footer, "quarantine"));
    }

    /** @throws IllegalArgumentException if the footer does not say what the bytes before it add up to */
    public static String checksum(String path, FileFooter found) {
        return Checksum.parse(text(path, found.texts(), RowFileWriter.CHECKSUM.substring(PREFIX.length())))
                .toString();
    }

    private static void checkFormat(String path, Map<String, String> footer) {
        String format = footer.getOrDefault(PREFIX + "format", "1");
        if (footer.containsKey(PREFIX + "first") && !format.equals(FORMAT)) {
            throw new IllegalArgumentException(
                    "TM-ARC-006 " + path + ": is of format " + format + ", this version reads " + FORMAT
                            + "; start with an empty storage root, the log is archived anew from its beginning");
        }
    }

    private static void put(Map<String, String> footer, String key, Object value) {
        footer.put(PREFIX + key, String.valueOf(value));
    }

    private static long number(String path, Map<String, String> footer, String key) {
        return Long.parseLong(text(path, footer, key));
    }

    private static String text(String path, Map<String, String> footer, String key) {
        String value = footer.get(PREFIX + key);
        if (value == null) {
            throw new IllegalArgumentException("TM-ARC-005 " + path + ": its footer has no " + PREFIX + key
                    + "; only an archive writer may put files here");
        }
        return value;
    }
}
