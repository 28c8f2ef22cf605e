package io.tidemark.http.access;

import io.tidemark.http.identity.TokenBucket;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What one asker has left of their limits. What an answer costs is known when it is made: whoever has spent too much waits
 * before the next. Safe for use by many threads.
 */
public final class Allowance {
    private static final int SECONDS_AT_ONCE = 10;
    private static final double MILLIS = 1e6;

    private final AskerLimits limits;
    private final TokenBucket requests;
    private final TokenBucket work;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger followed = new AtomicInteger();

    Allowance(AskerLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.requests = bucket(limits.perSecond(), nanos);
        this.work = bucket((double) limits.work().toMillis(), nanos);
    }

    private static TokenBucket bucket(double aSecond, LongSupplier nanos) {
        return new TokenBucket(SECONDS_AT_ONCE * aSecond, aSecond, nanos);
    }

    /** Begins a request; {@link #end} ends it. Otherwise says after how many seconds to try again. */
    public OptionalLong begin() {
        if (limits.work().toMillis() > 0 && !work.hasAny()) {
            return OptionalLong.of(work.secondsToWait());
        }
        if (limits.atOnce() > 0 && underWay.incrementAndGet() > limits.atOnce()) {
            underWay.decrementAndGet();
            return OptionalLong.of(1);
        }
        if (limits.perSecond() > 0 && !requests.take(1)) {
            giveBack();
            return OptionalLong.of(requests.secondsToWait());
        }
        return OptionalLong.empty();
    }

    /** @param took how long its answer took */
    public void end(Duration took) {
        giveBack();
        if (limits.work().toMillis() > 0) {
            work.take(took.toNanos() / MILLIS);
        }
    }

    /** Begins to follow an answer that has no end, if it may; {@link #endFollowing} ends it. */
    public boolean follow() {
        if (followed.incrementAndGet() > limits.following() && limits.following() > 0) {
            followed.decrementAndGet();
            return false;
        }
        return true;
    }

    public void endFollowing() {
        followed.decrementAndGet();
    }

    private void giveBack() {
        if (limits.atOnce() > 0) {
            underWay.decrementAndGet();
        }
    }
}
