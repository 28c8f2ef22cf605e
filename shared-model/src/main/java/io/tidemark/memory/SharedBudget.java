package io.tidemark.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Some bytes of memory that several holders share: when all of them hold too much, those give back that hold more than their
 * part. Safe for use by many threads.
 */
public final class SharedBudget {
    /** So much of it is held once memory was given back: more, and it would soon have to be again. */
    private static final double KEPT = 0.6;

    private final long bytes;
    private final List<Share> shares = new CopyOnWriteArrayList<>();

    public SharedBudget(long bytes) {
        this.bytes = bytes;
    }

    public static SharedBudget unbounded() {
        return new SharedBudget(Long.MAX_VALUE);
    }

    public long bytes() {
        return bytes;
    }

    /** A part for one more holder, until it is closed. */
    public Share share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    /** What one holder holds. Told by one thread. */
    public final class Share implements AutoCloseable {
        private volatile long held;

        private Share() {}

        /**
         * Takes notice of what is held.
         *
         * @return down to what its holder is to go at once; what it holds, if all is well
         */
        public long target(long holds) {
            held = holds;
            long all = 0;
            for (Share share : shares) {
                all += share.held;
            }
            boolean isMine = holds >= bytes / shares.size();
            return all > bytes && isMine ? Math.max(0, holds - (all - (long) (KEPT * bytes))) : holds;
        }

        public long budget() {
            return bytes;
        }

        @Override
        public void close() {
            shares.remove(this);
        }
    }
}
