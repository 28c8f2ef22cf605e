package io.tidemark.loop;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.fault.Reminders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a step again and again, and never ends before it is closed, whatever the step throws: every Throwable is kept as a
 * fault, which stands in its {@link Faults} until a step ends well, and the step is tried again after a pause. Make it,
 * {@link #start} it, {@link #close} it. A simulation does not start it but calls {@link #step} itself, on one thread.
 * Everything else may be called by any thread.
 */
public final class SupervisedLoop implements AutoCloseable {
    /** Of a failure that the step itself has no better name for. */
    public static final String UNFORESEEN = "TM-LOOP-001";

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedLoop.class);
    private static final long WAKE_AGAIN_MILLIS = 200;

    private final String name;
    private final LoopStep step;
    private final Backoff backoff;
    private final FaultSource faults;
    private final Reminders reminders;
    private final Clock clock;
    private final Thread thread;
    private final Object bell = new Object();
    private boolean woken;
    private boolean closed;

    private volatile LoopReport report;

    /**
     * @param name of the thread, and of the place of a failure that nobody foresaw
     * @param faults where the loop's own fault stands while there is one
     */
    public SupervisedLoop(String name, LoopStep step, Backoff backoff, Faults faults, Clock clock) {
        this.name = name;
        this.step = step;
        this.backoff = backoff;
        this.faults = faults.source();
        this.reminders = new Reminders(clock);
        this.clock = clock;
        this.thread = new Thread(this::run, name);
        this.report = new LoopReport(name, 0, 0, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    public void start() {
        thread.start();
    }

    public LoopReport report() {
        return report;
    }

    /** Why the last step failed, if it did. */
    public Optional<Fault> fault() {
        return report.fault();
    }

    /** Ends the pause that the loop rests in, or the next one. */
    public void wake() {
        synchronized (bell) {
            woken = true;
            bell.notifyAll();
        }
    }

    /**
     * One step. Never throws.
     *
     * @return how long to rest before the next one
     */
    public Duration step() {
        LoopReport before = report;
        report = new LoopReport(
                name, before.steps(), before.failures(), Optional.of(now()), before.pause(), before.fault());
        try {
            return endedWell(before, step.step());
        } catch (InterruptedException interrupted) {
            // Whoever interrupts means the wait that was under way: a loop ends by close alone.
            return endedWell(before, Duration.ZERO);
        } catch (Throwable failure) {
            return isClosed() ? brokenOff(before, failure) : failed(before, failure);
        }
    }

    /**
     * Lets the step that is under way come to its end, makes no other, and closes the step. Returns when that is done, or
     * when the calling thread is interrupted.
     */
    @Override
    public void close() {
        synchronized (bell) {
            closed = true;
            bell.notifyAll();
        }
        if (thread.getState() == Thread.State.NEW) {
            closeStep();
            return;
        }
        try {
            // A step that began just before may not have come to where a wakeup is heard.
            while (thread.isAlive()) {
                step.wakeup();
                thread.join(WAKE_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosed()) {
            Duration pause = backoff.longest();
            try {
                pause = step();
            } catch (Throwable mostLikelyOutOfMemory) {
                // Not even the failure could be kept, and all that is left is to try again. Resting takes no memory.
            }
            rest(pause);
        }
        closeStep();
    }

    private void rest(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (bell) {
            long left = end - System.nanoTime();
            while (!closed && !woken && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(bell, left);
                } catch (InterruptedException e) {
                    woken = true;
                }
                left = end - System.nanoTime();
            }
            woken = false;
        }
    }

    private boolean isClosed() {
        synchronized (bell) {
            return closed;
        }
    }

    private Instant now() {
        return clock.instant();
    }

    private Duration endedWell(LoopReport before, Duration pause) {
        report = new LoopReport(name, before.steps() + 1, 0, Optional.empty(), pause, Optional.empty());
        before.fault().ifPresent(over -> {
            if (reminders.isOver(over.place())) {
                LOG.info("goes on: loop={} after={}", name, over);
            }
            faults.clear(over.place());
        });
        return pause;
    }

    /** What was to be closed is interrupted in the middle of something: nobody needs to act. */
    private Duration brokenOff(LoopReport before, Throwable failure) {
        LOG.debug("broken off, since it is closed: loop={}", name, failure);
        report = before;
        return Duration.ZERO;
    }

    private Duration failed(LoopReport before, Throwable failure) {
        int failures = before.failures() + 1;
        Duration pause = backoff.after(failures, failure);
        Fault fault = fault(failure);
        report = new LoopReport(name, before.steps(), failures, Optional.empty(), pause, Optional.of(fault));
        Optional<Fault> old = before.fault();
        if (old.isPresent() && !old.get().place().equals(fault.place())) {
            faults.clear(old.get().place());
        }
        faults.raise(fault);
        if (reminders.isDue(fault)) {
            // A named fault says it all; where the others come from nobody knows without their trace.
            Throwable trace = failure instanceof FaultException ? null : failure;
            LOG.error("stopped, and is tried again: loop={} pause={} fault={}", name, pause, fault, trace);
        }
        return pause;
    }

    private Fault fault(Throwable failure) {
        if (failure instanceof FaultException named) {
            return named.fault();
        }
        return new Fault(
                UNFORESEEN,
                "loop \"" + name + "\"",
                Reason.of(failure),
                "it is tried again from what is stored; the log has the stack trace: report it if it lasts");
    }

    private void closeStep() {
        try {
            step.close();
        } catch (RuntimeException | Error failure) {
            LOG.warn("did not close cleanly: loop={}", name, failure);
        }
    }
}
