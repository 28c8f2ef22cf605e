package io.tidemark.http.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a node in another process leaves questions unanswered: a process that was stopped still takes connections. While it
 * is silent, one question now and then finds out whether it speaks again, and nobody else waits for that. Safe for use by many
 * threads.
 */
final class Silence {
    private final long patienceNanos;
    private final AtomicLong nextTrialNanos = new AtomicLong();
    private volatile boolean isSilent;
    private volatile long lastSignNanos;

    /** @param patience how long an answer may take */
    Silence(Duration patience) {
        this.patienceNanos = patience.toNanos();
        // Such as it was before anybody asked.
        this.lastSignNanos = System.nanoTime() - 1;
    }

    /** Whether a question is to be sent: always, but of one that is silent, where one in a while is. */
    boolean mayAsk() {
        if (!isSilent) {
            return true;
        }
        long now = System.nanoTime();
        long next = nextTrialNanos.get();
        return now - next >= 0 && nextTrialNanos.compareAndSet(next, nextAfterTrial(now));
    }

    /** A question is sent whatever was before, so that others need not try. */
    void insist() {
        nextTrialNanos.set(nextAfterTrial(System.nanoTime()));
    }

    private long nextAfterTrial(long startNanos) {
        return startNanos + 2 * patienceNanos;
    }

    /** It answered, or said at once that it does not. */
    void ends() {
        lastSignNanos = System.nanoTime();
        isSilent = false;
    }

    /**
     * A question was not answered in time. If another was meanwhile, it was that question alone that took too long.
     *
     * @param askedNanos when it was asked
     */
    void begins(long askedNanos) {
        if (lastSignNanos - askedNanos < 0) {
            nextTrialNanos.set(System.nanoTime() + patienceNanos);
            isSilent = true;
        }
    }
}
