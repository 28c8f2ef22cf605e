package io.tidemark.batch.schedule;

import io.tidemark.batch.schedule.DueMarks.Mark;
import io.tidemark.batch.schedule.times.RecomputeSchedule;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Queues recomputes when their schedules say so. However many times were missed, because no process ran or runs were paused,
 * the latest is made up for, once. While the former run of a schedule is under way none is queued; one that still waits, at
 * first or to be tried again, gives way to the newer. Owned by the scheduler's thread; what is due may be asked by any.
 */
final class DueRecomputes {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final List<RecomputeSchedule> schedules;
    private final ControlFiles files;
    private final DueMarks marks;
    private final RunClaims claims;
    private final Clock clock;
    /** The newest mark of each schedule, by its name, as it was when it was last looked at. */
    private final Map<String, Mark> seen = new ConcurrentHashMap<>();

    private Instant lastLook = Instant.MIN;

    DueRecomputes(
            List<RecomputeSchedule> schedules, ControlFiles files, DueMarks marks, RunClaims claims, Clock clock) {
        this.schedules = schedules;
        this.files = files;
        this.marks = marks;
        this.claims = claims;
        this.clock = clock;
    }

    /** Learns up to when each schedule was taken care of. One that is new here begins now: it has missed nothing. */
    void look() {
        schedules.forEach(schedule -> known(schedule, clock.instant()));
    }

    /** Queues what is due. */
    void enqueue() {
        Instant now = clock.instant();
        if (!new Pause(lastLook, LOOK_EVERY).isOverAt(now)) {
            return;
        }
        lastLook = now;
        for (RecomputeSchedule schedule : schedules) {
            if (due(schedule, known(schedule, now), now).isPresent()) {
                // Looked at again: another process may have been first.
                Mark before = newest(schedule, now);
                due(schedule, before, now).ifPresent(due -> unlessUnderWay(schedule, due, before));
            }
        }
    }

    /** What is due when, in the order of the schedules. */
    List<RecomputeStatus> statuses() {
        Instant now = clock.instant();
        return schedules.stream().map(schedule -> status(schedule, now)).toList();
    }

    private RecomputeStatus status(RecomputeSchedule schedule, Instant now) {
        Optional<Mark> mark = Optional.ofNullable(seen.get(schedule.name()));
        return new RecomputeStatus(
                schedule.name(),
                schedule.times().expression(),
                schedule.times().zone().getId(),
                schedule.last(),
                schedule.aggregations().stream().sorted().toList(),
                schedule.times().nextAfter(now),
                mark.flatMap(before -> due(schedule, before, now)),
                mark.flatMap(Mark::run).map(QueuedRun::id));
    }

    private static Optional<Instant> due(RecomputeSchedule schedule, Mark before, Instant now) {
        return schedule.times().lastUntil(now).filter(before.due()::isBefore);
    }

    private Mark known(RecomputeSchedule schedule, Instant now) {
        Mark known = seen.get(schedule.name());
        if (known == null) {
            Mark first = marks.newest(schedule.name(), now)
                    .filter(mark -> mark.isOf(schedule))
                    .orElseGet(() -> begin(schedule, now));
            return seen(schedule, finished(schedule, first));
        }
        // The clock was ahead, and was set back.
        return DueMarks.isAhead(known.due(), now) ? newest(schedule, now) : known;
    }

    private Mark newest(RecomputeSchedule schedule, Instant now) {
        return seen(schedule, marks.newest(schedule.name(), now).orElseGet(() -> begin(schedule, now)));
    }

    private Mark seen(RecomputeSchedule schedule, Mark mark) {
        seen.put(schedule.name(), mark);
        return mark;
    }

    private Mark begin(RecomputeSchedule schedule, Instant now) {
        Mark mark = Mark.beginning(schedule, now);
        marks.set(schedule.name(), mark);
        return mark;
    }

    /** A process may have ended between the mark and the run. */
    private Mark finished(RecomputeSchedule schedule, Mark mark) {
        if (!mark.queued()) {
            mark.run().ifPresent(files::enqueue);
            marks.setQueued(schedule.name(), mark);
        }
        return mark;
    }

    private void unlessUnderWay(RecomputeSchedule schedule, Instant due, Mark before) {
        Optional<QueuedRun> waiting = before.run().flatMap(run -> files.queued(run.id()));
        if (waiting.isEmpty()) {
            enqueue(schedule, due);
        } else if (claims.take(waiting.get().id())) {
            try {
                enqueue(schedule, due).ifPresent(newer -> giveWay(waiting.get(), newer));
            } finally {
                claims.release();
            }
        }
    }

    /** Returns what is queued; empty if another process was first. */
    private Optional<QueuedRun> enqueue(RecomputeSchedule schedule, Instant due) {
        Instant now = clock.instant();
        QueuedRun run = new QueuedRun(
                RunId.of(now, schedule.name()),
                QueuedRun.SCHEDULE,
                now,
                new RunRequest.Recompute(schedule.aggregations(), schedule.rangeAt(due)));
        Mark mark = Mark.of(schedule, due, run);
        if (!marks.set(schedule.name(), mark)) {
            return Optional.empty();
        }
        seen(schedule, finished(schedule, mark));
        return Optional.of(run);
    }

    private void giveWay(QueuedRun waiting, QueuedRun newer) {
        String why = "gave way to run " + newer.id() + ", which is for a later range";
        Optional<RunReport> begun = files.begun(waiting.id());
        if (begun.isEmpty()) {
            files.write(waiting.queued().ended(State.NOTHING_NEW, newer.requested(), why));
        } else if (begun.get().state() == State.FAILED) {
            files.write(begun.get()
                    .ended(State.FAILED, newer.requested(), begun.get().message() + "\n" + why));
        }
        files.dequeue(waiting.id());
    }
}
