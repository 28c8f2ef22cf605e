package io.tidemark.batch.schedule;

import io.tidemark.batch.engine.Progress;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns the progress of a run into reports, not too many of them. */
final class ReportedProgress implements Progress {
    private static final Duration EVERY = Duration.ofMillis(500);
    /** What is left when all is read: writing and publishing. */
    private static final double READ_SHARE = 0.9;

    private final RunReport started;
    private final Clock clock;
    private final Consumer<RunReport> reports;
    private long planned;
    private long read;
    private Instant lastReport;
    /** Where an engine of others does it; empty if none. */
    private String place = "";

    ReportedProgress(RunReport started, Clock clock, Consumer<RunReport> reports) {
        this.started = started;
        this.clock = clock;
        this.reports = reports;
        this.lastReport = clock.instant();
    }

    @Override
    public synchronized void planned(long records) {
        planned += records;
    }

    @Override
    public synchronized void read(long records) {
        read += records;
        Instant now = clock.instant();
        if (new Pause(lastReport, EVERY).isOverAt(now)) {
            lastReport = now;
            reports.accept(report(State.RUNNING, Optional.empty(), 0, place));
        }
    }

    @Override
    public synchronized void at(String where) {
        place = where;
        reports.accept(report(State.RUNNING, Optional.empty(), 0, place));
    }

    int attempt() {
        return started.attempt();
    }

    synchronized RunReport ended(State state, long manifest, String message) {
        return report(state, Optional.of(clock.instant()), manifest, message);
    }

    private RunReport report(State state, Optional<Instant> ended, long manifest, String message) {
        return new RunReport(
                started.id(),
                started.kind(),
                started.trigger(),
                started.aggregations(),
                state,
                started.requested(),
                started.started(),
                ended,
                progress(state),
                read,
                manifest,
                started.attempt(),
                message);
    }

    private double progress(State state) {
        return switch (state) {
            case PUBLISHED, NOTHING_NEW -> 1;
            case QUEUED, RUNNING, FAILED -> planned == 0 ? 0 : READ_SHARE * Math.min(1, (double) read / planned);
        };
    }
}
