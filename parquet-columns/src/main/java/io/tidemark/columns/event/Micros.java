package io.tidemark.columns.event;

import java.time.Instant;

/** Instants as microseconds since the Unix epoch. Events hold no finer ones. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1000);
    }

    /** What {@code instant(micros).toEpochMilli()} is. */
    public static long millis(long micros) {
        return Math.floorDiv(micros, 1000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
    }
}
