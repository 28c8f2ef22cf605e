package io.tidemark.speed.consume;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.LoopReport;
import io.tidemark.loop.LoopStep;
import io.tidemark.loop.SupervisedLoop;
import io.tidemark.speed.state.TruncatedLog;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps one worker: polls, flushes on a tick, learns when told. What the log or the store says is wrong is tried again with
 * the same worker; after anything else it begins anew from what is stored, for the log is the truth.
 */
public final class WorkerLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /**
     * After a poll of few records the next one waits, so that it brings more: a poll costs the broker and us as much as
     * hundreds of records do, and on busy processors that costs more time than it waits. Guarded by the benchmark
     * {@code freshness-50k}.
     */
    private static final int FEW = 500;

    private static final Duration WAIT = Duration.ofMillis(1);

    private final SupervisedLoop loop;
    private final Step step;

    /**
     * @param tick how long folded records may wait to be made durable
     * @param workers makes the worker, again after a failure that it cannot go on from
     */
    public WorkerLoop(String name, Supplier<PartitionWorker> workers, Duration tick, Faults faults, Clock clock) {
        this.step = new Step(workers, tick, faults, System::nanoTime);
        this.loop = new SupervisedLoop(name, step, Backoff.DEFAULT, faults, clock);
    }

    public void start() {
        loop.start();
    }

    /** Tells the worker that there is a newer tidemark or lease to learn of. */
    public void tellNews() {
        step.news = true;
    }

    public LoopReport report() {
        return loop.report();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Owned by the loop's thread, but for what is volatile. */
    private static final class Step implements LoopStep {
        private final Supplier<PartitionWorker> workers;
        private final Duration tick;
        private final FaultSource faults;
        private final LongSupplier nanoTime;
        private volatile PartitionWorker worker;
        private volatile boolean news;
        private Set<String> stuck = Set.of();
        private long flushed;
        private boolean isBusy;

        Step(Supplier<PartitionWorker> workers, Duration tick, Faults faults, LongSupplier nanoTime) {
            this.workers = workers;
            this.tick = tick;
            this.faults = faults.source();
            this.nanoTime = nanoTime;
        }

        @Override
        public Duration step() {
            boolean isWhole = false;
            try {
                Duration rest = work();
                isWhole = true;
                return rest;
            } catch (FaultException named) {
                // Whoever named it left the worker whole, and the next step goes on with it.
                news = true;
                isWhole = true;
                throw named;
            } finally {
                if (!isWhole) {
                    close();
                }
            }
        }

        private Duration work() {
            if (worker == null) {
                worker = workers.get();
                news = true;
                flushed = nanoTime.getAsLong();
            }
            if (news) {
                news = false;
                worker.learn();
            }
            int records = worker.poll(POLL);
            isBusy |= records >= FEW;
            if (nanoTime.getAsLong() - flushed >= tick.toNanos()) {
                tick();
            }
            return records > 0 && records < FEW ? WAIT : Duration.ZERO;
        }

        private void tick() {
            worker.mend();
            worker.flush();
            worker.keepMemory();
            worker.tell();
            if (!isBusy) {
                worker.rest();
            }
            isBusy = false;
            tellStuck(worker.stuck());
            flushed = nanoTime.getAsLong();
        }

        private void tellStuck(List<PartitionId> partitions) {
            Set<String> before = stuck;
            stuck = new HashSet<>();
            for (PartitionId partition : partitions) {
                Fault fault = TruncatedLog.below(partition);
                faults.raise(fault);
                stuck.add(fault.place());
            }
            before.stream().filter(place -> !stuck.contains(place)).forEach(faults::clear);
        }

        @Override
        public void wakeup() {
            PartitionWorker current = worker;
            if (current != null) {
                current.wakeup();
            }
        }

        @Override
        public void close() {
            PartitionWorker ended = worker;
            worker = null;
            if (ended != null) {
                try {
                    ended.close();
                } catch (RuntimeException e) {
                    LOG.warn("worker did not close cleanly: fault={}", Reason.of(e));
                }
            }
            tellStuck(List.of());
        }
    }
}
