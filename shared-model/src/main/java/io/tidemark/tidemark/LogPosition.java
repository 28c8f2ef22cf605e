package io.tidemark.tidemark;

import io.tidemark.time.LogClock;

/**
 * A place in one partition's log: everything below {@code offset} is left of it.
 *
 * @param logClockMillis the log clock after the last record below {@code offset}
 * @param leaderEpoch the leader epoch of that record, or -1 if unknown
 */
public record LogPosition(long offset, long logClockMillis, int leaderEpoch) {
    /** Where a partition that no vector names stands. */
    public static final LogPosition ZERO = new LogPosition(0, LogClock.NONE, -1);

    public LogPosition {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
    }
}
