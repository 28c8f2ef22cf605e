package io.tidemark.speed.consume;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.speed.state.StateStoreException;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that steps one worker: polls, flushes on a tick, learns when told. Whatever keeps it from going on is kept as
 * its fault, logged once, and tried again: nothing is lost meanwhile, for the log is the truth.
 */
public final class WorkerLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RETRY_MILLIS = 1000;
    /**
     * After a poll of few records the next one waits, so that it brings more: a poll costs the broker and us as much as
     * hundreds of records do, and on busy processors that costs more time than it waits. Guarded by the benchmark
     * {@code freshness-50k}.
     */
    private static final int FEW = 500;

    private static final long WAIT_NANOS = 1_000_000;

    private final Supplier<PartitionWorker> workers;
    private final Duration tick;
    private final long memoryRows;
    private final Thread thread;
    private volatile PartitionWorker worker;
    private volatile boolean running = true;
    private volatile boolean news = true;
    private volatile String fault;

    /**
     * @param workers makes the worker, again after a failure that it cannot go on from
     * @param tick how long folded records may wait to be made durable
     * @param memoryRows how many partials this worker may hold in memory
     */
    public WorkerLoop(String name, Supplier<PartitionWorker> workers, Duration tick, long memoryRows) {
        this.workers = workers;
        this.tick = tick;
        this.memoryRows = memoryRows;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /** Tells the worker that there is a newer tidemark or lease to learn of. */
    public void tellNews() {
        news = true;
    }

    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public void close() {
        running = false;
        PartitionWorker current = worker;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running) {
            try {
                worker = workers.get();
                news = true;
                work();
            } catch (LogUnavailableException | LogMismatchException | StateStoreException e) {
                fail(e.getMessage(), null);
            } catch (RuntimeException e) {
                fail("the speed layer's worker failed and begins again from its stored state: " + e, e);
            } finally {
                abandon();
            }
        }
    }

    private void work() {
        long flushed = System.nanoTime();
        boolean isBusy = false;
        while (running) {
            try {
                if (news) {
                    news = false;
                    worker.learn();
                }
                int records = worker.poll(POLL);
                isBusy |= records >= FEW;
                if (records > 0 && records < FEW) {
                    LockSupport.parkNanos(WAIT_NANOS);
                }
                if (System.nanoTime() - flushed >= tick.toNanos()) {
                    worker.flush();
                    worker.evictTo(memoryRows);
                    if (!isBusy) {
                        worker.rest();
                    }
                    isBusy = false;
                    recover(remaining(worker.stuck()));
                    flushed = System.nanoTime();
                }
            } catch (LogUnavailableException | StateStoreException e) {
                // What is in memory is whole; the next round goes on with it.
                news = true;
                fail(e.getMessage(), null);
            }
        }
    }

    private static String remaining(List<PartitionId> stuck) {
        return stuck.isEmpty()
                ? null
                : "log truncated beyond " + stuck + ": answers stop there until a run passes the gap";
    }

    private void recover(String remaining) {
        if (fault != null && remaining == null) {
            LOG.info("goes on after: {}", fault);
        }
        fault = remaining;
    }

    private void fail(String message, RuntimeException unexpected) {
        if (!message.equals(fault)) {
            LOG.error("speed layer stopped, tries again: {}", message, unexpected);
        }
        fault = message;
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private void abandon() {
        PartitionWorker ended = worker;
        worker = null;
        if (ended != null) {
            try {
                ended.close();
            } catch (RuntimeException e) {
                LOG.warn("worker did not close cleanly: {}", e.toString());
            }
        }
    }
}
