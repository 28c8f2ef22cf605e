package io.tidemark.bench.measure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Wall clock microseconds, comparable between processes of one machine. */
public final class Micros {
    private Micros() {}

    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
