package io.tidemark.batch.schedule;

import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunFailure;
import io.tidemark.batch.run.RunRefusedException;
import io.tidemark.batch.run.RunResult;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs, one attempt at a time, and writes down what became of them: what failed and may go well the next time stays
 * queued. Owned by the scheduler's thread; what fails may be asked by any.
 */
final class Attempts {
    /** Of an attempt that nobody saw the end of. */
    static final String ENDED = "the process ended";

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Run run;
    private final ControlFiles files;
    private final SchedulerSettings settings;
    private final Clock clock;
    /** What became of a run that could not be written down yet, for want of storage. */
    private RunReport unwritten;

    /** Why the last run of an aggregation failed, by its name and the kind of the run: what one can read the other need not. */
    private final Map<String, Fault> failing = new ConcurrentSkipListMap<>();

    private volatile List<Fault> blocked = List.of();

    Attempts(Run run, ControlFiles files, SchedulerSettings settings, Clock clock) {
        this.run = run;
        this.files = files;
        this.settings = settings;
        this.clock = clock;
    }

    /** How an attempt ended, and for which aggregations it is worth another. */
    private record Ended(RunReport report, Set<String> again) {}

    /** Why the last run of some aggregations failed, or passed something by. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(failing.values());
        faults.addAll(blocked);
        return faults;
    }

    /** Writes what could not be written before. */
    void writeDown() {
        if (unwritten != null) {
            files.write(unwritten);
            unwritten = null;
        }
    }

    /**
     * Executes a run.
     *
     * @param heard hears of its progress
     * @return how it ended
     * @throws InterruptedException if the thread was interrupted; the run is reported as failed
     */
    RunReport execute(QueuedRun queued, int attempt, Consumer<RunReport> heard) throws InterruptedException {
        RunReport started = queued.running(attempt, clock.instant());
        if (!files.begin(started)) {
            // By a process that took this one for gone, or that this one took for gone.
            return files.report(queued.id()).orElse(started);
        }
        ReportedProgress progress = new ReportedProgress(started, clock, heard);
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
        return ended.report();
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
}
