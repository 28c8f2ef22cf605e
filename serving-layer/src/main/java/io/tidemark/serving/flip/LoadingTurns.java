package io.tidemark.serving.flip;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who may load at present. One that lasts gives its turn to the next and goes on beside it: a file system that hangs must
 * hold up no other view than its own. Safe for use by many threads.
 */
final class LoadingTurns {
    private static final int SIDE_BY_SIDE = 1;
    private static final Duration LONG = Duration.ofSeconds(5);

    private final Semaphore free = new Semaphore(SIDE_BY_SIDE, true);
    private final Deque<Turn> taken = new ArrayDeque<>();

    Turn take() throws InterruptedException {
        while (!free.tryAcquire(1, TimeUnit.SECONDS)) {
            oldest().ifLong();
        }
        Turn turn = new Turn();
        synchronized (taken) {
            taken.addLast(turn);
        }
        return turn;
    }

    private Turn oldest() {
        synchronized (taken) {
            return taken.stream().filter(turn -> !turn.over.get()).findFirst().orElseGet(Turn::new);
        }
    }

    /** Closed once the load has ended. */
    final class Turn implements AutoCloseable {
        private final long began = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();

        private void ifLong() {
            if (System.nanoTime() - began > LONG.toNanos()) {
                end();
            }
        }

        private void end() {
            if (over.compareAndSet(false, true)) {
                free.release();
            }
        }

        @Override
        public void close() {
            end();
            synchronized (taken) {
                taken.remove(this);
            }
        }
    }
}
