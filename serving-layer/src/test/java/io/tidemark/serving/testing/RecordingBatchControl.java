package io.tidemark.serving.testing;

import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scheduler that keeps what it is asked for and runs nothing. */
public final class RecordingBatchControl implements BatchControl {
    private final List<RunRequest> requests = new ArrayList<>();
    private final List<RunReport> reports = new ArrayList<>();
    private boolean paused;
    private boolean away;

    public synchronized List<RunRequest> requests() {
        return List.copyOf(requests);
    }

    public synchronized void goAway() {
        away = true;
    }

    @Override
    public synchronized String request(RunRequest request) throws IOException {
        check();
        requests.add(request);
        String id = "run-" + requests.size();
        RunReport.Kind kind =
                request instanceof RunRequest.Recompute ? RunReport.Kind.RECOMPUTE : RunReport.Kind.INCREMENTAL;
        reports.add(
                0,
                new RunReport(
                        id,
                        kind,
                        "request",
                        List.copyOf(request.aggregations()),
                        RunReport.State.QUEUED,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        0,
                        0,
                        ""));
        return id;
    }

    @Override
    public synchronized List<RunReport> runs(int limit) throws IOException {
        check();
        return reports.stream().limit(limit).toList();
    }

    @Override
    public synchronized Optional<RunReport> run(String id) throws IOException {
        check();
        return reports.stream().filter(report -> report.id().equals(id)).findFirst();
    }

    @Override
    public synchronized void pause() throws IOException {
        check();
        paused = true;
    }

    @Override
    public synchronized void resume() throws IOException {
        check();
        paused = false;
    }

    @Override
    public synchronized SchedulerStatus status() throws IOException {
        check();
        return new SchedulerStatus(
                paused,
                paused ? Optional.empty() : Optional.of(Instant.EPOCH),
                List.of(new RecomputeStatus(
                        "nightly",
                        "30 2 * * *",
                        "Europe/Amsterdam",
                        Duration.ofDays(2),
                        List.of("by-shop"),
                        Optional.of(Instant.EPOCH),
                        Optional.empty(),
                        Optional.of("20260101T023000000Z-nightly"))),
                List.of(new SchedulerStatus.ArchivedPartition("sales", 0, 0, 10, SalesLog.START, 1, 0, 4)),
                List.of());
    }

    private void check() throws IOException {
        if (away) {
            throw new IOException("storage away");
        }
    }
}
