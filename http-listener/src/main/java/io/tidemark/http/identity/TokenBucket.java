package io.tidemark.http.identity;

import java.util.function.LongSupplier;

/** So many at once, and then so many a second. Safe for use by many threads. */
public final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double burst;
    private final double perSecond;
    private final LongSupplier nanos;
    private double left;
    private long since;

    /** @param nanos a clock that is never set, such as {@code System::nanoTime} */
    public TokenBucket(double burst, double perSecond, LongSupplier nanos) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.left = burst;
        this.since = nanos.getAsLong();
    }

    /** Takes some if there are any left, and be it beyond what there is. Returns whether there were. */
    public synchronized boolean take(double amount) {
        fill();
        boolean isAny = left > 0;
        if (isAny) {
            left -= amount;
        }
        return isAny;
    }

    /** Whether any are left. */
    public synchronized boolean hasAny() {
        fill();
        return left > 0;
    }

    /** After how many seconds there will be some; at least one. */
    public synchronized long secondsToWait() {
        fill();
        return left > 0 ? 1 : Math.max(1, (long) Math.ceil((1e-9 - left) / perSecond));
    }

    private void fill() {
        long now = nanos.getAsLong();
        left = Math.min(burst, left + perSecond * (now - since) / NANOS);
        since = now;
    }
}
