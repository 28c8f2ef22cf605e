package io.tidemark.memory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Some bytes of memory that many take of as they go, each through a {@link Holding}. Who finds too few left waits a little for
 * others to give back, and then is refused; at once, if all others that hold something wait too. Safe for use by many threads.
 */
public final class ByteBudget {
    /** So much is taken at once, that a holder is not counted for every few bytes. */
    private static final long PIECE = 64 * 1024;

    /** What each may hold uncounted: so small ones neither count nor wait. */
    private static final long UNCOUNTED = 16 * 1024;

    private final long bytes;
    private final long patienceNanos;
    private long taken;
    private int holders;
    private int waiting;

    /** @param patience how long a holder waits for others */
    public ByteBudget(long bytes, Duration patience) {
        this.bytes = bytes;
        this.patienceNanos = patience.toNanos();
    }

    public static ByteBudget unbounded() {
        return new ByteBudget(Long.MAX_VALUE, Duration.ZERO);
    }

    /** For one that may wait. */
    public Holding open() {
        return new Holding(patienceNanos);
    }

    /** For one that others wait for. */
    public Holding openAtOnce() {
        return new Holding(0);
    }

    /** What all hold that is counted. */
    public synchronized long taken() {
        return taken;
    }

    private synchronized void take(Holding holding, long more, long nanos) {
        long end = System.nanoTime() + nanos;
        boolean isHolder = holding.counted > 0;
        while (more > bytes - taken) {
            int others = holders - (isHolder ? 1 : 0);
            long left = end - System.nanoTime();
            // One that holds nothing holds up nobody, and may wait for those who do.
            if (others == 0 || left <= 0 || (isHolder && waiting >= others) || !await(isHolder, left)) {
                throw new OverBudgetException(bytes, others == 0);
            }
        }
        taken += more;
        holders += isHolder ? 0 : 1;
        holding.counted += more;
    }

    /** Returns whether there is a reason to look again: false if the thread was interrupted. */
    private boolean await(boolean isHolder, long nanos) {
        waiting += isHolder ? 1 : 0;
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting -= isHolder ? 1 : 0;
        }
    }

    private synchronized void giveBack(Holding holding, long less) {
        taken -= less;
        holding.counted -= less;
        holders -= holding.counted == 0 ? 1 : 0;
        notifyAll();
    }

    /** What one holds, until it is closed. For one thread at a time. */
    public final class Holding implements AutoCloseable {
        private long held;
        /** Guarded by the budget where it changes. */
        private long counted;

        private final long patienceNanos;

        private Holding(long patienceNanos) {
            this.patienceNanos = patienceNanos;
        }

        /**
         * Holds more.
         *
         * @throws OverBudgetException if there is not so much left, or not soon; what was held before still is
         */
        public void take(long more) {
            take(more, patienceNanos);
        }

        /** Holds more if it can be had at once. Returns whether it does. */
        public boolean takeAtOnce(long more) {
            try {
                take(more, 0);
                return true;
            } catch (OverBudgetException e) {
                return false;
            }
        }

        private void take(long more, long nanos) {
            long missing = held + more - UNCOUNTED - counted;
            if (missing > 0) {
                ByteBudget.this.take(this, Math.max(missing, Math.min(PIECE, bytes / 64)), nanos);
            }
            held += more;
        }

        /** Holds so much and no more. */
        public void keep(long less) {
            held = Math.min(held, less);
            long over = counted - Math.max(0, held - UNCOUNTED);
            if (over > 0) {
                ByteBudget.this.giveBack(this, over);
            }
        }

        /** Holds so much less. */
        public void giveBack(long less) {
            keep(held - less);
        }

        /** Whether something is counted. */
        public boolean isCounted() {
            return counted > 0;
        }

        @Override
        public void close() {
            keep(0);
        }
    }
}
