package io.tidemark.http;

import java.util.concurrent.TimeUnit;

/**
 * Whether small questions take long at present, as when the index's disk does: then they are for workers for a while, and
 * the threads that bring requests wait for no second one. Safe for use by many threads.
 */
final class SlowSpell {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private volatile boolean isSlow;
    private volatile long sinceNanos;

    boolean isOver() {
        if (isSlow && System.nanoTime() - sinceNanos > LASTS_NANOS) {
            isSlow = false;
        }
        return !isSlow;
    }

    void took(long nanos) {
        if (nanos > LONG_NANOS) {
            sinceNanos = System.nanoTime();
            isSlow = true;
        }
    }
}
