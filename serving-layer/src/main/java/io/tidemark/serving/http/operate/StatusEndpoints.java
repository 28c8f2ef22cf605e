package io.tidemark.serving.http.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.fault.Fault;
import io.tidemark.http.access.Right;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.stream.Quarantined;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How all layers fare, in one document; and the two health checks. */
public final class StatusEndpoints {
    private static final int RUNS = 20;
    /** How much of a bad record is shown. */
    private static final int RAW_BYTES = 1_024;

    private final Serving serving;

    public StatusEndpoints(Serving serving) {
        this.serving = serving;
    }

    public Reply status(ApiRequest request) {
        request.query().allowOnly(List.of());
        return Reply.json(this::write);
    }

    public Reply live(ApiRequest request) {
        return Reply.text(200, "text/plain;charset=utf-8", "live\n");
    }

    public Reply ready(ApiRequest request) {
        if (serving.follower().isReady()) {
            return Reply.text(200, "text/plain;charset=utf-8", "ready\n");
        }
        // Faults name what not everybody may know of.
        List<String> faults = !request.asker().mayWithAll(Right.OPERATE)
                ? List.of()
                : serving.faults().standing().stream().map(Fault::toString).toList();
        return Reply.text(
                503,
                "text/plain;charset=utf-8",
                "not ready: " + (faults.isEmpty() ? "loading the newest manifest" : String.join("; ", faults)) + "\n");
    }

    /** The whole document. */
    void write(JsonGenerator json) throws IOException {
        List<RealtimeStatus> realtime = serving.realtime().statuses();
        AllFaults faults = AllFaults.of(serving, realtime);
        json.writeStartObject();
        json.writeStringField("node", serving.node());
        json.writeStringField("now", serving.clock().instant().toString());
        json.writeBooleanField("ready", serving.follower().isReady());
        json.writeNumberField("newestManifest", serving.follower().newestSeen());
        json.writeObjectFieldStart("index");
        json.writeNumberField("files", serving.index().files());
        json.writeNumberField("rows", serving.index().rows());
        json.writeEndObject();
        json.writeArrayFieldStart("aggregations");
        for (AggregationDefinition<?> definition : serving.model().aggregations()) {
            aggregation(json, definition, realtime);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("realtime");
        for (RealtimeStatus node : realtime) {
            node(json, node);
        }
        json.writeEndArray();
        batch(json, faults);
        Json.faults(json, faults.standing());
        json.writeEndObject();
    }

    /** What changes as events come in and manifests are published; no time of day, so that it is the same if nothing did. */
    public void writeSummary(JsonGenerator json) throws IOException {
        List<RealtimeStatus> realtime = serving.realtime().statuses();
        json.writeStartObject();
        json.writeNumberField("newestManifest", serving.follower().newestSeen());
        json.writeArrayFieldStart("aggregations");
        for (AggregationDefinition<?> definition : serving.model().aggregations()) {
            aggregation(json, definition, realtime);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void aggregation(JsonGenerator json, AggregationDefinition<?> definition, List<RealtimeStatus> realtime)
            throws IOException {
        ServedView view = serving.served().peek(definition.name());
        Coverage coverage = serving.realtime().coverage(view.entry().id(), view.tidemark());
        AsOf asOf = AsOf.of(view.entry(), definition.input().topics(), coverage);
        json.writeStartObject();
        json.writeStringField("name", definition.name());
        json.writeStringField("fingerprint", definition.fingerprint());
        json.writeNumberField("manifest", view.manifest());
        json.writeStringField("run", view.entry().run());
        AnswerJson.since(json, view.entry().since());
        AnswerJson.tidemark(json, view.tidemark());
        Json.millis(json, "tidemarkClock", view.tidemark().leastLogClockMillis());
        AnswerJson.asOf(json, asOf);
        AnswerJson.endedLogs(json, view.entry());
        json.writeBooleanField(
                "complete", asOf.isComplete() && view.entry().gaps().isEmpty());
        Json.strings(json, "whyIncomplete", Proof.whyIncomplete(view.entry(), asOf));
        Json.longOrNull(json, "lag", Lag.of(definition, coverage, realtime));
        json.writeNumberField("gaps", view.entry().gaps().size());
        Optional<String> waiting =
                Optional.ofNullable(serving.follower().waiting().get(definition.name()));
        if (waiting.isPresent()) {
            json.writeStringField("waiting", waiting.get());
        }
        json.writeEndObject();
    }

    private static void node(JsonGenerator json, RealtimeStatus node) throws IOException {
        json.writeStartObject();
        json.writeStringField("node", node.node());
        json.writeArrayFieldStart("partitions");
        for (PartitionStatus partition : node.partitions()) {
            json.writeStartObject();
            json.writeStringField("aggregation", partition.aggregation());
            json.writeStringField("topic", partition.topic());
            json.writeNumberField("partition", partition.partition());
            json.writeNumberField("position", partition.position());
            Json.longOrNull(json, "logEnd", partition.knownLogEnd());
            Json.longOrNull(json, "lag", partition.lag());
            Json.millis(json, "logClock", partition.logClockMillis());
            json.writeNumberField("epochs", partition.epochs());
            json.writeNumberField("rows", partition.rows());
            json.writeNumberField("replaying", partition.replaying());
            Json.faults(json, partition.faults());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("quarantinedRecords", node.quarantinedRecords());
        json.writeArrayFieldStart("quarantine");
        for (Quarantined record : node.quarantine()) {
            quarantined(json, record);
        }
        json.writeEndArray();
        json.writeNumberField("tombstones", node.tombstones());
        Json.faults(json, node.faults());
        json.writeEndObject();
    }

    private static void quarantined(JsonGenerator json, Quarantined record) throws IOException {
        json.writeStartObject();
        json.writeStringField("stream", record.stream());
        json.writeNumberField("partition", record.partition());
        json.writeNumberField("offset", record.offset());
        Json.millis(json, "timestamp", record.timestampMillis());
        json.writeStringField("aggregation", record.aggregation());
        json.writeStringField("reason", record.reason());
        if (record.raw() != null) {
            byte[] begin = Arrays.copyOf(record.raw(), Math.min(record.raw().length, RAW_BYTES));
            json.writeStringField("raw", Base64.getEncoder().encodeToString(begin));
            json.writeNumberField("rawBytes", record.raw().length);
        }
        json.writeEndObject();
    }

    private void batch(JsonGenerator json, AllFaults faults) throws IOException {
        SchedulerStatus status;
        List<RunReport> runs;
        // Both are asked before anything of them is written, so that a fault leaves the document whole.
        try {
            status = serving.control().status();
            runs = serving.control().runs(RUNS);
        } catch (IOException e) {
            faults.batchIsAway(e);
            return;
        }
        faults.add(status.faults());
        json.writeObjectFieldStart("scheduler");
        json.writeBooleanField("paused", status.paused());
        if (status.next().isPresent()) {
            json.writeStringField("next", status.next().map(Instant::toString).get());
        }
        json.writeArrayFieldStart("recomputes");
        for (RecomputeStatus recompute : status.recomputes()) {
            recompute(json, recompute);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeArrayFieldStart("archive");
        for (SchedulerStatus.ArchivedPartition partition : status.archive()) {
            archived(json, partition);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("runs");
        for (RunReport run : runs) {
            RunEndpoints.run(json, run);
        }
        json.writeEndArray();
    }

    private static void recompute(JsonGenerator json, RecomputeStatus recompute) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", recompute.name());
        json.writeStringField("cron", recompute.cron());
        json.writeStringField("zone", recompute.zone());
        json.writeStringField("last", recompute.last().toString());
        Json.strings(json, "aggregations", recompute.aggregations());
        RunEndpoints.instant(json, "next", recompute.next());
        RunEndpoints.instant(json, "waiting", recompute.waiting());
        if (recompute.run().isPresent()) {
            json.writeStringField("run", recompute.run().get());
        }
        json.writeEndObject();
    }

    private static void archived(JsonGenerator json, SchedulerStatus.ArchivedPartition partition) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", partition.topic());
        json.writeNumberField("partition", partition.partition());
        json.writeNumberField("first", partition.first());
        json.writeNumberField("end", partition.end());
        Json.millis(json, "logClock", partition.logClockMillis());
        json.writeNumberField("files", partition.files());
        json.writeNumberField("quarantined", partition.quarantined());
        json.writeNumberField("tombstones", partition.tombstones());
        json.writeEndObject();
    }
}
