package io.tidemark.batch.schedule;

import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.Kind;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A run that somebody has asked for and that has not come to its end. */
record QueuedRun(String id, String trigger, Instant requested, RunRequest request) {
    static final String SCHEDULE = "schedule";
    static final String REQUEST = "request";
    private static final String RETRY = "retry";

    /** The same run for fewer aggregations: the others are done. */
    QueuedRun only(Set<String> names) {
        RunRequest narrowed = request instanceof RunRequest.Incremental all
                ? new RunRequest.Incremental(names, all.cut(), all.acceptGaps())
                : new RunRequest.Recompute(names, ((RunRequest.Recompute) request).range());
        return new QueuedRun(id, trigger, requested, narrowed);
    }

    boolean isScheduled() {
        return trigger.equals(SCHEDULE);
    }

    RunReport queued() {
        return new RunReport(
                id,
                kind(),
                trigger,
                aggregations(),
                State.QUEUED,
                requested,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                "");
    }

    RunReport running(int attempt, Instant started) {
        return new RunReport(
                id,
                kind(),
                attempt == 1 ? trigger : RETRY,
                aggregations(),
                State.RUNNING,
                requested,
                Optional.of(started),
                Optional.empty(),
                0,
                0,
                0,
                attempt,
                "");
    }

    Kind kind() {
        return request instanceof RunRequest.Recompute ? Kind.RECOMPUTE : Kind.INCREMENTAL;
    }

    private List<String> aggregations() {
        return request.aggregations().stream().sorted().toList();
    }
}
