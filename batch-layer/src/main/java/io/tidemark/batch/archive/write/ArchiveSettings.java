package io.tidemark.batch.archive.write;

import io.tidemark.time.BatchInterval;
import java.time.Duration;

/**
 * How archive files are cut. Every cut is a right one; these decide how many there are and how soon.
 *
 * @param interval the length of an epoch: a file ends where its epoch ends
 * @param maxFileBytes a file ends, too, when it is about this large
 * @param memoryBytes what all unfinished files together may hold in memory; beyond it the largest end early
 * @param idleGrace how long, by the wall clock, an epoch must be over and a partition silent before its file ends
 *     without a record of the next epoch; only for topics with {@code LogAppendTime}
 * @param maxClockLead how far a log clock may be ahead of the wall clock; when it is further, files end after an
 *     interval of wall time instead of where the clock says (PROTOCOL 12)
 * @param retryPause how long a partition rests after a fault before it is tried again
 * @param rest how many times as long as it worked the archive rests while the machine's processors are busy; 0: never
 */
public record ArchiveSettings(
        BatchInterval interval,
        long maxFileBytes,
        long memoryBytes,
        Duration idleGrace,
        Duration maxClockLead,
        Duration retryPause,
        int rest) {

    /**
     * Hourly epochs, files of 256 MiB, 256 MiB of memory, one minute of grace, one hour of lead, 5 s after a fault, rests
     * twice its work.
     */
    public static final ArchiveSettings DEFAULT = new ArchiveSettings(
            BatchInterval.HOURLY,
            256L << 20,
            256L << 20,
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            2);

    private static final long SHORTEST_GRACE_MILLIS = 500;

    /** The defaults for an interval: the grace is a sixtieth of it, at least 500 ms and at most a minute. */
    public static ArchiveSettings at(BatchInterval interval) {
        long grace = Math.max(SHORTEST_GRACE_MILLIS, interval.millis() / 60);
        Duration shorter = Duration.ofMillis(Math.min(DEFAULT.idleGrace().toMillis(), grace));
        return DEFAULT.withInterval(interval).withIdleGrace(shorter);
    }

    public ArchiveSettings {
        if (maxFileBytes <= 0 || memoryBytes <= 0) {
            throw new IllegalArgumentException("archive: " + maxFileBytes + " bytes a file and " + memoryBytes
                    + " bytes of memory; both must be positive");
        }
        if (idleGrace.isNegative() || maxClockLead.isNegative() || retryPause.isNegative()) {
            throw new IllegalArgumentException("archive: a grace of " + idleGrace + ", a lead of " + maxClockLead
                    + " and a pause of " + retryPause + "; none may be negative");
        }
        if (rest < 0) {
            throw new IllegalArgumentException("archive: rests " + rest + " times its work; use 0 for never");
        }
    }

    public ArchiveSettings withInterval(BatchInterval other) {
        return new ArchiveSettings(other, maxFileBytes, memoryBytes, idleGrace, maxClockLead, retryPause, rest);
    }

    public ArchiveSettings withMaxFileBytes(long bytes) {
        return new ArchiveSettings(interval, bytes, memoryBytes, idleGrace, maxClockLead, retryPause, rest);
    }

    public ArchiveSettings withMemoryBytes(long bytes) {
        return new ArchiveSettings(interval, maxFileBytes, bytes, idleGrace, maxClockLead, retryPause, rest);
    }

    public ArchiveSettings withIdleGrace(Duration grace) {
        return new ArchiveSettings(interval, maxFileBytes, memoryBytes, grace, maxClockLead, retryPause, rest);
    }

    public ArchiveSettings withMaxClockLead(Duration lead) {
        return new ArchiveSettings(interval, maxFileBytes, memoryBytes, idleGrace, lead, retryPause, rest);
    }

    public ArchiveSettings withRetryPause(Duration pause) {
        return new ArchiveSettings(interval, maxFileBytes, memoryBytes, idleGrace, maxClockLead, pause, rest);
    }

    public ArchiveSettings withRest(int times) {
        return new ArchiveSettings(interval, maxFileBytes, memoryBytes, idleGrace, maxClockLead, retryPause, times);
    }
}
