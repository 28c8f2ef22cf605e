package io.tidemark.stream;

import java.time.Instant;

/** The years that event times may lie in: beyond, sums of times leave the longs, and microseconds in a file do sooner. */
public final class EventYears {
    private static final long FIRST_MILLIS =
            Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();

    private static final long END_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli() + 1;

    private EventYears() {}

    public static boolean has(long millis) {
        return millis >= FIRST_MILLIS && millis < END_MILLIS;
    }

    /** What is said of a time that they do not have. */
    public static String outside(long millis) {
        return millis + " ms is outside of the years 0 to 9999";
    }
}
