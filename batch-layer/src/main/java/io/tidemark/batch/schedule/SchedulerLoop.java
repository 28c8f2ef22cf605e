package io.tidemark.batch.schedule;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.LoopReport;
import io.tidemark.loop.LoopStep;
import io.tidemark.loop.SupervisedLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Steps a {@link Scheduler}. Make it, {@link #start} it, {@link #close} it. */
public final class SchedulerLoop implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration WITHOUT_STORAGE = Duration.ofSeconds(2);

    private final SupervisedLoop loop;
    private final SupervisedLoop heart;

    public SchedulerLoop(Scheduler scheduler, Faults faults, Clock clock) {
        this.loop = new SupervisedLoop("scheduler", new Step(scheduler), Backoff.DEFAULT, faults, clock);
        this.heart = new SupervisedLoop("scheduler-heart", new Beat(scheduler), Backoff.DEFAULT, faults, clock);
    }

    public void start() {
        loop.start();
        heart.start();
    }

    public LoopReport report() {
        return loop.report();
    }

    /** Of what says, every now and then, that a run is under way: unlike a run it never takes long. */
    public LoopReport heart() {
        return heart.report();
    }

    /** What keeps the scheduler itself from going on. */
    public Optional<Fault> fault() {
        return loop.fault();
    }

    /** Interrupts the run that may be under way; it is tried again after a restart. Returns when the thread has ended. */
    @Override
    public void close() {
        loop.close();
        heart.close();
    }

    /** Beside the step, which takes as long as a run. */
    private record Beat(Scheduler scheduler) implements LoopStep {
        @Override
        public Duration step() {
            scheduler.beat();
            return RunClaims.BEAT;
        }

        @Override
        public void close() {
            scheduler.endBeats();
        }
    }

    private static final class Step implements LoopStep {
        private final Scheduler scheduler;
        /** Null while none is under way. */
        private volatile Thread stepping;

        Step(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public Duration step() throws InterruptedException {
            stepping = Thread.currentThread();
            try {
                if (scheduler.step() > 0) {
                    return Duration.ZERO;
                }
                return scheduler.isWithoutStorage() ? WITHOUT_STORAGE : IDLE;
            } finally {
                stepping = null;
            }
        }

        @Override
        public void wakeup() {
            Thread under = stepping;
            // Once a step: the run that is given up has yet to be written down.
            stepping = null;
            if (under != null) {
                under.interrupt();
            }
        }
    }
}
