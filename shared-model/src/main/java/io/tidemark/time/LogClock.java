package io.tidemark.time;

/**
 * The log clock of a partition: the running maximum of its record timestamps in milliseconds. A deterministic function
 * of the log, so that every layer cuts at the same offsets without talking to another. A record that is quarantined
 * advances it too; the wall clock never does.
 */
public final class LogClock {
    /** The clock before the first record. */
    public static final long NONE = Long.MIN_VALUE;

    private LogClock() {}

    public static long advance(long clockMillis, long recordTimestampMillis) {
        return Math.max(clockMillis, recordTimestampMillis);
    }
}
