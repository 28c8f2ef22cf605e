package io.tidemark.serving.calls;

import java.time.Duration;

/**
 * How quickly a node answers, and whether it is to be counted on at present. One that failed, or kept somebody waiting for
 * longer than it ever does, is not until it answers again: others are asked first. Safe for use by many threads.
 */
public final class Pace {
    private static final int KEPT = 32;
    /** So many times what its slowest answer took of late. */
    private static final int TIMES = 4;
    /** A pause for a collection of garbage is no reason to ask another. */
    private static final long LEAST_NANOS = Duration.ofMillis(100).toNanos();

    private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

    private final long[] newest = new long[KEPT];
    private int answers;
    private volatile long patienceNanos = MOST_NANOS;
    private volatile boolean isDoubtful;
    private volatile long lastSignNanos = System.nanoTime() - 1;

    /** How long it is waited for before another is asked as well. */
    public long patienceNanos() {
        return isDoubtful ? LEAST_NANOS : patienceNanos;
    }

    public boolean isDoubtful() {
        return isDoubtful;
    }

    /** It answered what it was asked then. */
    public void answered(long askedNanos) {
        long now = System.nanoTime();
        lastSignNanos = now;
        isDoubtful = false;
        learn(now - askedNanos);
    }

    private synchronized void learn(long nanos) {
        newest[answers++ % KEPT] = nanos;
        long slowest = 0;
        for (long each : newest) {
            slowest = Math.max(slowest, each);
        }
        patienceNanos = Math.max(LEAST_NANOS, Math.min(MOST_NANOS, TIMES * slowest));
    }

    /** It failed at what it was asked then, or has not answered it yet. If it answered another since, it is that question's. */
    public void disappointed(long askedNanos) {
        if (lastSignNanos - askedNanos < 0) {
            isDoubtful = true;
        }
    }
}
