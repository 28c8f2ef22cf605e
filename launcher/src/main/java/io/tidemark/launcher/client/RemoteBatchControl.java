package io.tidemark.launcher.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fault.Fault;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.seam.RunRequest.Incremental;
import io.tidemark.seam.RunRequest.Recompute;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Steers the batch layer through a serving node. Throws {@link NodeException} where that fails. */
public final class RemoteBatchControl implements BatchControl {
    private final NodeClient node;

    public RemoteBatchControl(NodeClient node) {
        this.node = node;
    }

    @Override
    public String request(RunRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (request instanceof Incremental incremental) {
            body.put("kind", "incremental");
            body.put("cut", incremental.cut() == Cut.EPOCH ? "epoch" : "archive-end");
            body.put("acceptGaps", incremental.acceptGaps());
        } else if (request instanceof Recompute recompute) {
            body.put("kind", "recompute");
            range(body, recompute.range());
        }
        body.put("aggregations", List.copyOf(request.aggregations()));
        return node.tell("/v1/runs", body).path("id").asText();
    }

    @Override
    public List<RunReport> runs(int limit) {
        List<RunReport> runs = new ArrayList<>();
        node.ask("/v1/runs", List.of(new Parameter("limit", String.valueOf(limit))))
                .path("runs")
                .forEach(run -> runs.add(report(run)));
        return runs;
    }

    @Override
    public Optional<RunReport> run(String id) {
        try {
            return Optional.of(report(node.ask("/v1/runs/" + NodeClient.segment(id), List.of())));
        } catch (NodeException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void pause() {
        node.tell("/v1/scheduler/pause", Map.of());
    }

    @Override
    public void resume() {
        node.tell("/v1/scheduler/resume", Map.of());
    }

    /** Without the archive's partitions, which the node's own status has. */
    @Override
    public SchedulerStatus status() {
        JsonNode status = node.ask("/v1/status", List.of());
        List<Fault> faults = new ArrayList<>();
        status.path("faults").forEach(fault -> faults.add(fault(fault)));
        JsonNode scheduler = status.path("scheduler");
        List<RecomputeStatus> recomputes = new ArrayList<>();
        scheduler.path("recomputes").forEach(recompute -> recomputes.add(recompute(recompute)));
        return new SchedulerStatus(
                scheduler.path("paused").asBoolean(), instant(scheduler, "next"), recomputes, List.of(), faults);
    }

    private static RecomputeStatus recompute(JsonNode recompute) {
        return new RecomputeStatus(
                recompute.path("name").asText(),
                recompute.path("cron").asText(),
                recompute.path("zone").asText(),
                Duration.parse(recompute.path("last").asText()),
                texts(recompute, "aggregations"),
                instant(recompute, "next"),
                instant(recompute, "waiting"),
                Optional.ofNullable(recompute.path("run").textValue()));
    }

    private static List<String> texts(JsonNode object, String field) {
        List<String> texts = new ArrayList<>();
        object.path(field).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Fault fault(JsonNode fault) {
        return new Fault(
                fault.path("code").asText(),
                fault.path("place").asText(),
                fault.path("fault").asText(),
                fault.path("mend").asText());
    }

    private static void range(Map<String, Object> body, TimeRange range) {
        if (range.firstMillis() != Long.MIN_VALUE) {
            body.put("from", Instant.ofEpochMilli(range.firstMillis()).toString());
        }
        if (range.endMillis() != Long.MAX_VALUE) {
            body.put("to", Instant.ofEpochMilli(range.endMillis()).toString());
        }
    }

    private static RunReport report(JsonNode run) {
        return new RunReport(
                run.path("id").asText(),
                RunReport.Kind.valueOf(constant(run, "kind")),
                run.path("trigger").asText(),
                texts(run, "aggregations"),
                RunReport.State.valueOf(constant(run, "state")),
                Instant.parse(run.path("requested").asText()),
                instant(run, "started"),
                instant(run, "ended"),
                run.path("progress").asDouble(),
                run.path("recordsRead").asLong(),
                run.path("manifest").asLong(),
                run.path("attempt").asInt(),
                run.path("message").asText());
    }

    private static String constant(JsonNode run, String field) {
        return run.path(field).asText().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Optional<Instant> instant(JsonNode object, String field) {
        return object.hasNonNull(field)
                ? Optional.of(Instant.parse(object.path(field).asText()))
                : Optional.empty();
    }
}
