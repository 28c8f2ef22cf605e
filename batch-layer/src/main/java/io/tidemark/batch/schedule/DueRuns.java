package io.tidemark.batch.schedule;

import io.tidemark.batch.run.Run;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues scheduled incremental runs when they are due. Owned by the scheduler's thread. */
final class DueRuns {
    private static final Logger LOG = LoggerFactory.getLogger(DueRuns.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final ControlFiles files;
    private final Run run;
    private final RunTimes times;
    private final Clock clock;
    private Instant lastScheduled = Instant.MIN;
    private boolean isViewAwaited = true;
    private Instant lastLook = Instant.MIN;

    DueRuns(ControlFiles files, Run run, RunTimes times, Clock clock) {
        this.files = files;
        this.run = run;
        this.times = times;
        this.clock = clock;
    }

    /** A run that was queued before this process began. */
    void recall(RunReport report) {
        // One that is from the future was requested by a clock that was ahead, and holds up nothing.
        if (report.trigger().equals(QueuedRun.SCHEDULE)
                && report.kind() == RunReport.Kind.INCREMENTAL
                && report.requested().isAfter(lastScheduled)
                && !report.requested().isAfter(clock.instant())) {
            lastScheduled = report.requested();
        }
    }

    void enqueue() {
        Instant now = clock.instant();
        if (lastScheduled.isAfter(now)) {
            // The clock was set back, and counts on from where it is.
            lastScheduled = now;
        }
        Optional<Instant> due = times.lastUntil(now);
        boolean isDue = due.isPresent() && lastScheduled.isBefore(due.get());
        if (!isDue && !isViewMissing(now)) {
            return;
        }
        lastScheduled = now;
        Set<String> names = new TreeSet<>(run.aggregations());
        boolean isWhole = true;
        for (QueuedRun queued : files.queue()) {
            if (!queued.isScheduled() || queued.kind() != RunReport.Kind.INCREMENTAL) {
                continue;
            }
            if (files.begun(queued.id()).isEmpty()) {
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
}
