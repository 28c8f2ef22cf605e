package io.tidemark.batch.schedule;

import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunFailure;
import io.tidemark.batch.run.RunRefusedException;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.ArchivedPartition;
import io.tidemark.time.Pause;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
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
    private final RunClaims claims;

    private boolean recovered;
    private Instant lastScheduled = Instant.MIN;
    private boolean isViewAwaited = true;
    private Instant lastLook = Instant.MIN;
    private Instant lastSaid = Instant.MIN;
    private Instant lastSweep = Instant.MIN;
    private Instant lastWatch = Instant.MIN;
    /** What became of a run that could not be written down yet, for want of storage. */
    private RunReport unwritten;

    private volatile Optional<Fault> storageFault = Optional.empty();
    /** Why the last run of an aggregation failed, by its name and the kind of the run: what one can read the other need not. */
    private final Map<String, Fault> failing = new ConcurrentSkipListMap<>();

    private volatile List<Fault> blocked = List.of();
    private volatile boolean paused;

    public Scheduler(
            Storage storage, Run run, Sweep sweep, ArchiveHealth archive, SchedulerSettings settings, Clock clock) {
        this.run = run;
        this.sweep = sweep;
        this.archive = archive;
        this.settings = settings;
        this.clock = clock;
        this.files = new ControlFiles(storage);
        this.control = new FileBatchControl(storage, clock);
        this.claims = new RunClaims(storage, clock);
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
            endSilent();
            enqueueDue();
            int executed = executeNext();
            say();
            storageFault = Optional.empty();
            return executed;
        } catch (StorageException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            if (storageFault.isEmpty()) {
                LOG.warn("the scheduler cannot go on, and will try again fault={}", e.fault());
            }
            storageFault = stoppedBy(e);
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

    /** Shows others that the run that is under way has not ended with its process. Called every now and then. */
    void beat() {
        try {
            if (claims.beat()) {
                say();
            }
        } catch (StorageException e) {
            // The run itself will tell, if it lasts.
            LOG.debug("nobody could be told that a run is under way", e);
        }
    }

    /** Whether the last step could not be made for want of storage; then the next one need not hurry. */
    boolean isWithoutStorage() {
        return storageFault.isPresent();
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
            if (report.state() == State.RUNNING && !claims.isTaken(report.id())) {
                files.write(failed(report, ENDED));
            }
            // One that is from the future was requested by a clock that was ahead, and holds up nothing.
            if (report.trigger().equals(QueuedRun.SCHEDULE)
                    && report.requested().isAfter(lastScheduled)
                    && !report.requested().isAfter(clock.instant())) {
                lastScheduled = report.requested();
            }
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
                    .ifPresent(report -> files.write(failed(report, ENDED)));
            claims.forget(id);
        }
    }

    private void enqueueDue() {
        paused = files.isPaused();
        if (paused) {
            return;
        }
        Instant now = clock.instant();
        if (lastScheduled.isAfter(now)) {
            // The clock was set back, and counts on from where it is.
            lastScheduled = now;
        }
        Optional<Instant> due = settings.times().lastUntil(now);
        boolean isDue = due.isPresent() && lastScheduled.isBefore(due.get());
        if (!isDue && !isViewMissing(now)) {
            return;
        }
        lastScheduled = now;
        Set<String> names = new TreeSet<>(run.aggregations());
        boolean isWhole = true;
        for (QueuedRun queued : files.queue()) {
            if (!queued.isScheduled()) {
                continue;
            }
            if (!hasBegun(queued)) {
                return;
            }
            // What waits to be tried again does so by itself, and holds up nobody's schedule.
            isWhole = false;
            names.removeAll(
                    queued.request().aggregations().isEmpty()
                            ? names
                            : queued.request().aggregations());
        }
        if (!names.isEmpty()) {
            Set<String> wanted = isWhole ? Set.of() : names;
            files.enqueue(QueuedRun.SCHEDULE, now, new RunRequest.Incremental(wanted, Cut.EPOCH, false));
        }
    }

    private boolean hasBegun(QueuedRun queued) {
        return begun(queued.id()).isPresent();
    }

    /** A view that could be there at last is not left to the next scheduled time; asked until it was so once. */
    private boolean isViewMissing(Instant now) {
        if (!isViewAwaited || !new Pause(lastLook, LOOK_EVERY).isOverAt(now)) {
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
        for (QueuedRun seen : files.queue()) {
            if (!isNext(seen, paused) || !claims.take(seen.id())) {
                continue;
            }
            try {
                // Asked again: another process may have come to the run's end just before it was taken.
                Optional<QueuedRun> queued = files.queued(seen.id()).filter(still -> isNext(still, paused));
                if (queued.isPresent()) {
                    execute(
                            queued.get(),
                            begun(seen.id()).map(RunReport::attempt).orElse(0) + 1);
                    return 1;
                }
            } finally {
                claims.release();
            }
        }
        return 0;
    }

    private Optional<RunReport> begun(String id) {
        return files.report(id).filter(report -> report.state() != State.QUEUED);
    }

    private boolean isNext(QueuedRun queued, boolean paused) {
        Optional<RunReport> before = begun(queued.id());
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
        if (failed.message().equals(ENDED)) {
            return false;
        }
        Instant ended = failed.ended().orElse(failed.requested());
        return !settings.isRetryDue(failed.attempt(), ended, clock.instant());
    }

    /** How an attempt ended, and for which aggregations it is worth another. */
    private record Ended(RunReport report, Set<String> again) {}

    private void execute(QueuedRun queued, int attempt) throws InterruptedException {
        RunReport started = queued.running(attempt, clock.instant());
        files.write(started);
        ReportedProgress progress = new ReportedProgress(started, clock, this::reportProgress);
        Ended ended;
        try {
            ended = ended(queued, progress, run.execute(queued.id(), attempt, queued.request(), progress));
        } catch (InterruptedException stopped) {
            unwritten = progress.ended(State.FAILED, 0, ENDED);
            writeDown();
            throw stopped;
        } catch (RunRefusedException refused) {
            ended = new Ended(progress.ended(State.FAILED, 0, refused.getMessage()), Set.of());
        } catch (RuntimeException | Error fault) {
            // An Error too: a run folds with code of the user's, and what that throws fails the run and nothing else.
            LOG.warn("a run failed run={} attempt={}", queued.id(), attempt, fault);
            ended = failed(queued, progress, 0, List.of(RunFailure.of(List.copyOf(names(queued)), fault)), List.of());
        }
        end(queued, ended);
        files.keepReports(settings.keepReports(), clock.instant());
        if (ended.report().state() == State.PUBLISHED) {
            sweepNowAndThen();
        }
    }

    private Set<String> names(QueuedRun queued) {
        Set<String> asked = queued.request().aggregations();
        return asked.isEmpty() ? run.aggregations() : asked;
    }

    private Ended ended(QueuedRun queued, ReportedProgress progress, RunResult result) {
        List<String> more = new ArrayList<>();
        result.blocked().forEach(fault -> more.add(fault.toString()));
        more.addAll(result.notes());
        if (queued.request() instanceof RunRequest.Incremental) {
            blocked = result.blocked();
        }
        names(queued).forEach(name -> failing.remove(failingKey(queued, name)));
        if (!result.failures().isEmpty()) {
            return failed(queued, progress, result.manifest(), result.failures(), more);
        }
        State state = result.published().isEmpty() ? State.NOTHING_NEW : State.PUBLISHED;
        return new Ended(progress.ended(state, result.manifest(), String.join("\n", more)), Set.of());
    }

    private static String failingKey(QueuedRun queued, String aggregation) {
        return aggregation + " " + queued.kind();
    }

    private Ended failed(
            QueuedRun queued, ReportedProgress progress, long manifest, List<RunFailure> failures, List<String> more) {
        Set<String> again = new TreeSet<>();
        List<String> lines = new ArrayList<>();
        for (RunFailure failure : failures) {
            failure.aggregations().forEach(name -> failing.put(failingKey(queued, name), failure.fault()));
            lines.add(failure.toString());
            if (failure.passesByItself()) {
                again.addAll(failure.aggregations());
            }
        }
        lines.addAll(more);
        int attempt = progress.attempt();
        boolean isLast = attempt >= settings.attempts();
        if (again.isEmpty()) {
            lines.add("not tried again before the next run: somebody must act first");
        } else {
            lines.add(retried(attempt));
        }
        return new Ended(progress.ended(State.FAILED, manifest, String.join("\n", lines)), isLast ? Set.of() : again);
    }

    private String retried(int attempt) {
        return attempt >= settings.attempts()
                ? "given up after " + Counted.of(attempt, "attempt")
                : "attempt " + (attempt + 1) + " of " + settings.attempts() + " begins at "
                        + settings.retryAt(attempt, clock.instant());
    }

    private void end(QueuedRun queued, Ended ended) {
        RunReport report = ended.report();
        LOG.info("a run ended run={} state={} manifest={}", report.id(), report.state(), report.manifest());
        unwritten = report;
        writeDown();
        if (ended.again().isEmpty()) {
            files.dequeue(report.id());
        } else if (!ended.again().equals(names(queued))) {
            files.requeue(queued.only(ended.again()));
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
        Set<Fault> faults = new LinkedHashSet<>();
        storageFault.ifPresent(faults::add);
        faults.addAll(failing.values());
        faults.addAll(blocked);
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
        archive.hear(faults);
        faults.addAll(archive.faults());
        Optional<Instant> next = paused ? Optional.empty() : settings.times().nextAfter(clock.instant());
        return new SchedulerStatus(paused, next, archived, List.copyOf(faults));
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
