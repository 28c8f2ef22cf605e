package io.tidemark.time;

/**
 * The log clock of a partition: the running maximum of the lesser of each two neighbouring record timestamps, in
 * milliseconds. A deterministic function of the log, so that every layer cuts at the same offsets without talking to
 * another, and one that a single record does not set (PROTOCOL 25): a stamp from the future counts only once a second one
 * beside it says the same. So the clock stands at {@link #NONE} after the first record, and one record behind where all
 * stamps grow. A record that is quarantined advances it too; the wall clock never does.
 *
 * @param millis the clock
 * @param lastStampMillis the timestamp of the last record, which the next one is held against; {@link #NONE} before the
 *     first
 */
public record LogClock(long millis, long lastStampMillis) {
    /** No time yet. */
    public static final long NONE = Long.MIN_VALUE;

    /** The clock before the first record. */
    public static final LogClock START = new LogClock(NONE, NONE);

    /** A clock on which two records of one stamp have agreed. */
    public static LogClock at(long millis) {
        return new LogClock(millis, millis);
    }

    /** The clock once it has taken a record in. */
    public LogClock after(long stampMillis) {
        return new LogClock(advance(millis, lastStampMillis, stampMillis), stampMillis);
    }

    /** What {@link #after} makes of {@link #millis}, for the hot path. */
    public static long advance(long clockMillis, long lastStampMillis, long stampMillis) {
        return Math.max(clockMillis, Math.min(lastStampMillis, stampMillis));
    }

    /**
     * When a record came, for what remembers it: the clock that has taken it in; or its own stamp, if it is the very first
     * one, which no second one agrees with yet.
     */
    public static long whenCame(long clockMillis, long stampMillis) {
        return clockMillis == NONE ? stampMillis : clockMillis;
    }
}
