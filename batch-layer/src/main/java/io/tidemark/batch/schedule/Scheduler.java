package io.tidemark.batch.schedule;

import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reminders;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.ArchivedPartition;
import io.tidemark.time.Pause;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs one at a time: scheduled ones when they are due, requested ones in their order, failed ones again after
 * a pause that doubles. Between runs it does {@link IdleWork}. One thread calls {@link #step} again and again; everything else may be called by any thread, and
 * does the same as {@link FileBatchControl} does from another process.
 */
public final class Scheduler implements BatchControl {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration SAY_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    private final Run run;
    private final Sweep sweep;
    private final ArchiveHealth archive;
    private final SchedulerSettings settings;
    private final Clock clock;
    private final ControlFiles files;
    private final FileBatchControl control;
    private final RunClaims claims;
    private final Reminders reminders;
    private final DueRuns due;
    private final DueRecomputes recomputes;
    private final Attempts attempts;
    private final IdleWork idle;

    private boolean recovered;
    private Instant lastSaid = Instant.MIN;
    private Instant lastSweep = Instant.MIN;
    private Instant lastWatch = Instant.MIN;

    private volatile Optional<Fault> storageFault = Optional.empty();
    private volatile boolean paused;

    /** One that does nothing between runs. */
    public Scheduler(
            Storage storage, Run run, Sweep sweep, ArchiveHealth archive, SchedulerSettings settings, Clock clock) {
        this(storage, run, sweep, archive, settings, IdleWork.NONE, clock);
    }

    /** @param idle what is done between runs */
    public Scheduler(
            Storage storage,
            Run run,
            Sweep sweep,
            ArchiveHealth archive,
            SchedulerSettings settings,
            IdleWork idle,
            Clock clock) {
        this.idle = idle;
        this.run = run;
        this.sweep = sweep;
        this.archive = archive;
        this.settings = settings;
        this.clock = clock;
        this.files = new ControlFiles(storage);
        this.control = new FileBatchControl(storage, clock);
        this.claims = new RunClaims(storage, clock);
        this.reminders = new Reminders(clock);
        this.due = new DueRuns(files, run, settings.times(), clock);
        this.recomputes = new DueRecomputes(settings.recomputes(), files, new DueMarks(storage, files), claims, clock);
        this.attempts = new Attempts(run, files, settings, clock);
    }

    /**
     * Does what is due, at most one run. A failure of the storage is remembered as a fault and tried again by the next
     * step.
     *
     * @return how many runs were executed
     * @throws InterruptedException if the thread was interrupted; a run that was under way is reported as failed
     */
    public int step() throws InterruptedException {
        try {
            attempts.writeDown();
            recover();
            endSilent();
            paused = files.isPaused();
            recomputes.look();
            if (!paused) {
                due.enqueue();
                recomputes.enqueue();
            }
            int executed = executeNext();
            if (executed == 0 && paused) {
                // What waits to be named would be swept.
                idle.finish();
            } else if (executed == 0) {
                idle.step();
            }
            say();
            storageFault
                    .filter(over -> reminders.isOver(over.place()))
                    .ifPresent(over -> LOG.info("the scheduler goes on after={}", over));
            storageFault = Optional.empty();
            return executed;
        } catch (StorageException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            storageFault = stoppedBy(e);
            if (reminders.isDue(storageFault.get())) {
                LOG.warn("the scheduler cannot go on, and will try again fault={}", e.fault());
            }
            return 0;
        }
    }

    /** One fault for as long as it lasts: each request, and each temporary file, has a name of its own. */
    private Optional<Fault> stoppedBy(StorageException e) {
        Fault fault = e.fault();
        return storageFault.isPresent()
                ? storageFault
                : Optional.of(new Fault(fault.code(), "control", "cannot be kept: " + fault.fault(), fault.mend()));
    }

    /** Shows others that this process lives, and with it the run that may be under way. Called every now and then. */
    void beat() {
        try {
            if (claims.beat()) {
                say();
            }
            sweep.beat();
        } catch (StorageException e) {
            // The run itself will tell, if it lasts.
            LOG.debug("nobody could be told that this process lives", e);
        }
    }

    /** No beat comes any more, and not because the process died. */
    void endBeats() {
        try {
            sweep.end();
        } catch (StorageException e) {
            LOG.debug("nobody could be told that this process ends; it falls silent", e);
        }
    }

    /** Whether the last step could not be made for want of storage; then the next one need not hurry. */
    boolean isWithoutStorage() {
        return storageFault.isPresent();
    }

    private void recover() {
        if (recovered) {
            return;
        }
        for (RunReport report : files.reports(settings.keepReports())) {
            if (report.state() == State.RUNNING && !claims.isTaken(report.id())) {
                files.write(report.ended(State.FAILED, clock.instant(), Attempts.ENDED));
            }
            due.recall(report);
        }
        recovered = true;
    }

    /** Runs of processes that are gone. Those of processes that live are theirs. */
    private void endSilent() {
        Instant now = clock.instant();
        if (!new Pause(lastWatch, LOOK_EVERY).isOverAt(now)) {
            return;
        }
        lastWatch = now;
        for (String id : claims.silent()) {
            files.report(id)
                    .filter(report -> report.state() == State.RUNNING)
                    .ifPresent(report -> files.write(report.ended(State.FAILED, clock.instant(), Attempts.ENDED)));
            claims.forget(id);
        }
    }

    private int executeNext() throws InterruptedException {
        boolean paused = files.isPaused();
        for (QueuedRun seen : files.queue()) {
            if (!isNext(seen, paused) || !claims.take(seen.id())) {
                continue;
            }
            try {
                // Asked again: another process may have come to the run's end just before it was taken.
                Optional<QueuedRun> queued = files.queued(seen.id()).filter(still -> isNext(still, paused));
                if (queued.isPresent()) {
                    execute(queued.get());
                    return 1;
                }
            } finally {
                claims.release();
            }
        }
        return 0;
    }

    private boolean isNext(QueuedRun queued, boolean paused) {
        Optional<RunReport> before = files.begun(queued.id());
        if (before.isPresent() && isOver(before.get())) {
            files.dequeue(queued.id());
            return false;
        }
        boolean isHeld = paused && queued.isScheduled();
        return !isHeld && before.filter(this::isTooEarly).isEmpty();
    }

    private boolean isOver(RunReport report) {
        return switch (report.state()) {
            case PUBLISHED, NOTHING_NEW -> true;
            case FAILED -> report.attempt() >= settings.attempts();
            case QUEUED, RUNNING -> false;
        };
    }

    private boolean isTooEarly(RunReport failed) {
        if (failed.message().equals(Attempts.ENDED)) {
            return false;
        }
        Instant ended = failed.ended().orElse(failed.requested());
        return !settings.isRetryDue(failed.attempt(), ended, clock.instant());
    }

    private void execute(QueuedRun queued) throws InterruptedException {
        idle.finish();
        RunReport report = attempts.execute(queued, files.nextAttempt(queued.id()), this::reportProgress);
        files.keepReports(settings.keepReports(), clock.instant());
        // Of a run that failed for some aggregations the others are published, and grow.
        if (report.manifest() > 0) {
            sweepNowAndThen();
            idle.begin();
        }
    }

    private void sweepNowAndThen() {
        Instant now = clock.instant();
        if (!new Pause(lastSweep, SWEEP_EVERY).isOverAt(now)) {
            return;
        }
        lastSweep = now;
        try {
            LOG.info("deleted what no manifest needs any more files={}", sweep.sweep());
        } catch (RuntimeException fault) {
            LOG.warn("old files could not be deleted, and will be later", fault);
        }
    }

    private void reportProgress(RunReport report) {
        try {
            files.write(report);
            say();
        } catch (StorageException e) {
            // The run itself will tell, if it matters.
            LOG.debug("progress could not be reported", e);
        }
    }

    private synchronized void say() {
        Instant now = clock.instant();
        if (new Pause(lastSaid, SAY_EVERY).isOverAt(now)) {
            lastSaid = now;
            files.say(new ControlFiles.Heard(now, currentStatus()));
        }
    }

    private SchedulerStatus currentStatus() {
        Set<Fault> faults = new LinkedHashSet<>();
        storageFault.ifPresent(faults::add);
        faults.addAll(attempts.faults());
        faults.addAll(files.unreadable());
        List<ArchivedPartition> archived = List.of();
        // What storage does not tell at present is told as it was last; the status itself is always told.
        try {
            paused = files.isPaused();
            archived = archive.partitions();
            faults.addAll(run.warnings());
        } catch (FaultException e) {
            faults.add(e.fault());
        }
        faults.addAll(idle.faults());
        archive.hear(faults);
        faults.addAll(archive.faults());
        Optional<Instant> next = paused ? Optional.empty() : settings.times().nextAfter(clock.instant());
        return new SchedulerStatus(paused, next, recomputes.statuses(), archived, List.copyOf(faults));
    }

    @Override
    public String request(RunRequest request) throws IOException {
        return control.request(request);
    }

    @Override
    public List<RunReport> runs(int limit) throws IOException {
        return control.runs(limit);
    }

    @Override
    public Optional<RunReport> run(String id) throws IOException {
        return control.run(id);
    }

    @Override
    public void pause() throws IOException {
        control.pause();
    }

    @Override
    public void resume() throws IOException {
        control.resume();
    }

    @Override
    public SchedulerStatus status() throws IOException {
        return currentStatus();
    }
}
