package io.tidemark.it.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what must come, and no longer. */
public final class Patience {
    private static final long LOOK_NANOS = 20_000_000;

    private Patience() {}

    /** Looks again and again. Fails, with what is told, when it has not come in time. */
    public static void until(Duration within, Supplier<String> told, BooleanSupplier hasCome) {
        Instant deadline = Instant.now().plus(within);
        while (!hasCome.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("after " + within.toSeconds() + " s: " + told.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
