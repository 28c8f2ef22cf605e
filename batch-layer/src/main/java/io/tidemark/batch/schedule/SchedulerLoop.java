package io.tidemark.batch.schedule;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a {@link Scheduler}. Make it, {@link #start} it, {@link #close} it. */
public final class SchedulerLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);
    private static final Duration IDLE = Duration.ofMillis(200);

    private final Scheduler scheduler;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "scheduler");

    public SchedulerLoop(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    public void start() {
        thread.start();
    }

    /** Interrupts the run that may be under way; it is tried again after a restart. Returns when the thread has ended. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                if (step() == 0) {
                    closed.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("the scheduler was stopped while a run was under way");
        }
    }

    private int step() throws InterruptedException {
        try {
            return scheduler.step();
        } catch (RuntimeException fault) {
            LOG.error("the scheduler failed, and goes on", fault);
            return 0;
        }
    }
}
