package io.tidemark.batch.schedule;

import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunRefusedException;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.ArchivedPartition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs one at a time: scheduled ones when they are due, requested ones in their order, failed ones again after
 * a pause that doubles. One thread calls {@link #step} again and again; everything else may be called by any thread, and
 * does the same as {@link FileBatchControl} does from another process.
 */
public final class Scheduler implements BatchControl {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final String ENDED = "the process ended";
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

    private boolean recovered;
    private Instant lastScheduled = Instant.MIN;
    private boolean isViewAwaited = true;
    private Instant lastLook = Instant.MIN;
    private Instant lastSaid = Instant.MIN;
    private Instant lastSweep = Instant.MIN;
    /** What became of a run that could not be written down yet, for want of storage. */
    private RunReport unwritten;

    private volatile List<String> storageFault = List.of();
    private volatile List<String> failure = List.of();
    private volatile List<String> blocked = List.of();

    public Scheduler(
            Storage storage, Run run, Sweep sweep, ArchiveHealth archive, SchedulerSettings settings, Clock clock) {
        this.run = run;
        this.sweep = sweep;
        this.archive = archive;
        this.settings = settings;
        this.clock = clock;
        this.files = new ControlFiles(storage);
        this.control = new FileBatchControl(storage, clock);
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
            writeDown();
            recover();
            enqueueDue();
            int executed = executeNext();
            say();
            storageFault = List.of();
            return executed;
        } catch (StorageException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            List<String> fault = List.of(e.getMessage());
            if (!fault.equals(storageFault)) {
                LOG.warn("the scheduler cannot go on, and will try again", e);
            }
            storageFault = fault;
            return 0;
        }
    }

    private void writeDown() {
        if (unwritten != null) {
            files.write(unwritten);
            unwritten = null;
        }
    }

    private void recover() {
        if (recovered) {
            return;
        }
        for (RunReport report : files.reports(settings.keepReports())) {
            if (report.state() == State.RUNNING) {
                files.write(failed(report, ENDED));
            }
            if (report.trigger().equals(QueuedRun.SCHEDULE)
                    && report.requested().isAfter(lastScheduled)) {
                lastScheduled = report.requested();
            }
        }
        recovered = true;
    }

    private void enqueueDue() {
        if (files.isPaused()) {
            return;
        }
        Instant now = clock.instant();
        Optional<Instant> due = settings.times().lastUntil(now);
        boolean isDue = due.isPresent() && lastScheduled.isBefore(due.get());
        if (!isDue && !isViewMissing(now)) {
            return;
        }
        lastScheduled = now;
        if (files.queue().stream().noneMatch(QueuedRun::isScheduled)) {
            files.enqueue(QueuedRun.SCHEDULE, now, new RunRequest.Incremental(Set.of(), Cut.EPOCH, false));
        }
    }

    /** A view that could be there at last is not left to the next scheduled time; asked until it was so once. */
    private boolean isViewMissing(Instant now) {
        if (!isViewAwaited || now.isBefore(lastLook.plus(LOOK_EVERY))) {
            return false;
        }
        lastLook = now;
        try {
            isViewAwaited = !run.isViewMissing();
        } catch (RuntimeException fault) {
            LOG.debug("cannot tell whether a view is missing; the next run will say why", fault);
        }
        return !isViewAwaited;
    }

    private int executeNext() throws InterruptedException {
        boolean paused = files.isPaused();
        for (QueuedRun queued : files.queue()) {
            Optional<RunReport> before = files.report(queued.id()).filter(report -> report.state() != State.QUEUED);
            if (before.isPresent() && isOver(before.get())) {
                files.dequeue(queued.id());
                continue;
            }
            boolean isHeld = paused && queued.isScheduled();
            if (isHeld || before.filter(this::isTooEarly).isPresent()) {
                continue;
            }
            execute(queued, before.map(RunReport::attempt).orElse(0) + 1);
            return 1;
        }
        return 0;
    }

    private boolean isOver(RunReport report) {
        return switch (report.state()) {
            case PUBLISHED, NOTHING_NEW -> true;
            case FAILED -> report.attempt() >= settings.attempts();
            case QUEUED, RUNNING -> false;
        };
    }

    private boolean isTooEarly(RunReport failed) {
        if (failed.message().equals(ENDED)) {
            return false;
        }
        Instant ended = failed.ended().orElse(failed.requested());
        return clock.instant().isBefore(settings.retryAt(failed.attempt(), ended));
    }

    private void execute(QueuedRun queued, int attempt) throws InterruptedException {
        RunReport started = queued.running(attempt, clock.instant());
        files.write(started);
        ReportedProgress progress = new ReportedProgress(started, clock, this::reportProgress);
        RunReport ended;
        boolean refused = false;
        try {
            ended = ended(queued, progress, run.execute(queued.id(), attempt, queued.request(), progress));
        } catch (InterruptedException stopped) {
            unwritten = progress.ended(State.FAILED, 0, ENDED);
            writeDown();
            throw stopped;
        } catch (RunRefusedException fault) {
            refused = true;
            ended = progress.ended(State.FAILED, 0, fault.getMessage());
        } catch (RuntimeException | Error fault) {
            // An Error too: a run folds with code of the user's, and what that throws fails the run and nothing else.
            LOG.warn("a run failed run={} attempt={}", queued.id(), attempt, fault);
            ended = progress.ended(State.FAILED, 0, retried(attempt, String.valueOf(fault.getMessage())));
        }
        end(ended);
        if (refused || isOver(ended)) {
            files.dequeue(queued.id());
        }
        files.keepReports(settings.keepReports());
        if (ended.state() == State.PUBLISHED) {
            sweepNowAndThen();
        }
    }

    private RunReport ended(QueuedRun queued, ReportedProgress progress, RunResult result) {
        List<String> lines = new ArrayList<>(result.failures());
        lines.addAll(result.blocked());
        lines.addAll(result.notes());
        String message = String.join("\n", lines);
        if (queued.request() instanceof RunRequest.Incremental) {
            blocked = result.blocked();
        }
        if (!result.failures().isEmpty()) {
            return progress.ended(State.FAILED, result.manifest(), retried(progress.attempt(), message));
        }
        State state = result.published().isEmpty() ? State.NOTHING_NEW : State.PUBLISHED;
        return progress.ended(state, result.manifest(), message);
    }

    private String retried(int attempt, String message) {
        return attempt >= settings.attempts()
                ? message + "; given up after " + attempt + " attempts"
                : message + "; attempt " + (attempt + 1) + " of " + settings.attempts() + " begins at "
                        + settings.retryAt(attempt, clock.instant());
    }

    private void end(RunReport ended) {
        failure = ended.state() == State.FAILED ? List.of(ended.message()) : List.of();
        LOG.info("a run ended run={} state={} manifest={}", ended.id(), ended.state(), ended.manifest());
        unwritten = ended;
        writeDown();
    }

    private void sweepNowAndThen() {
        Instant now = clock.instant();
        if (now.isBefore(lastSweep.plus(SWEEP_EVERY))) {
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
        if (!now.isBefore(lastSaid.plus(SAY_EVERY))) {
            lastSaid = now;
            files.say(new ControlFiles.Heard(now, currentStatus()));
        }
    }

    private RunReport failed(RunReport running, String message) {
        return new RunReport(
                running.id(),
                running.kind(),
                running.trigger(),
                running.aggregations(),
                State.FAILED,
                running.requested(),
                running.started(),
                Optional.of(clock.instant()),
                running.progress(),
                running.recordsRead(),
                running.manifest(),
                running.attempt(),
                message);
    }

    private SchedulerStatus currentStatus() {
        boolean paused = files.isPaused();
        List<String> faults = new ArrayList<>(storageFault);
        faults.addAll(failure);
        faults.addAll(blocked);
        Optional<Instant> next = paused ? Optional.empty() : settings.times().nextAfter(clock.instant());
        List<ArchivedPartition> archived = List.of();
        try {
            archived = archive.partitions();
        } catch (StorageException e) {
            faults.add(e.getMessage());
        }
        List<Fault> standing =
                new ArrayList<>(faults.stream().map(Scheduler::standing).toList());
        standing.addAll(archive.faults());
        return new SchedulerStatus(paused, next, archived, standing);
    }

    private static Fault standing(String fault) {
        return new Fault("TM-RUN-007", "batch layer", fault, "see the process's log");
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
        return FileBatchControl.io(this::currentStatus);
    }
}
