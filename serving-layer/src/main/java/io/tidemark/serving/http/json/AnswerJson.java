package io.tidemark.serving.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.http.json.InstantJson;
import io.tidemark.http.json.Json;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.flip.MissingPart;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.usercode.UserCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** An answer and its proof as JSON. */
public final class AnswerJson {
    private AnswerJson() {}

    /** What every answer says of itself, as fields of the object that is open. */
    public static void proof(JsonGenerator json, Proof proof) throws IOException {
        lasting(json, proof);
        freshness(json, proof);
    }

    /** Of that, what does not depend on the moment. */
    static void lasting(JsonGenerator json, Proof proof) throws IOException {
        standing(json, proof);
        if (proof.expired().isPresent()) {
            json.writeObjectFieldStart("expired");
            Json.millis(json, "from", proof.expired().get().firstMillis());
            Json.millis(json, "to", proof.expired().get().endMillis());
            json.writeEndObject();
        }
    }

    /** Of that, what does not depend on the question either. */
    static void standing(JsonGenerator json, Proof proof) throws IOException {
        json.writeStringField("aggregation", proof.entry().aggregation());
        json.writeStringField("fingerprint", proof.entry().fingerprint());
        json.writeNumberField("manifest", proof.manifest());
        asOf(json, proof.asOf());
        json.writeStringField("asOfToken", token(proof));
        endedLogs(json, proof.entry());
        since(json, proof.entry().since());
        tidemark(json, proof.entry().tidemark());
        Json.millis(json, "tidemarkClock", proof.entry().tidemark().leastLogClockMillis());
        json.writeBooleanField("complete", proof.isComplete());
        missing(json, proof.asOf().missing());
        gaps(json, proof.entry().gaps());
    }

    /** The field {@code freshness}: what passes by itself. */
    public static void freshness(JsonGenerator json, Proof proof) throws IOException {
        json.writeObjectFieldStart("freshness");
        long logClock = proof.logClockMillis();
        Json.millis(json, "logClock", logClock);
        if (logClock != LogClock.NONE) {
            // Producers may stamp records in the future.
            json.writeNumberField("ageMillis", Math.max(0, proof.at().toEpochMilli() - logClock));
        }
        json.writeFieldName("answeredAt");
        InstantJson.write(json, proof.at());
        json.writeEndObject();
    }

    /** The offsets of an answer as a document of their own. */
    public static String asOf(AsOf asOf) {
        return new String(Json.bytes(json -> offsets(json, asOf.offsets())), StandardCharsets.UTF_8);
    }

    /** The same for the next question, which is to be answered no older. */
    public static String token(Proof proof) {
        return AsOfToken.write(proof.asOf(), proof.entry());
    }

    /** The field {@code asOf}; a partition at the log's start is left out. */
    public static void asOf(JsonGenerator json, AsOf asOf) throws IOException {
        json.writeFieldName("asOf");
        offsets(json, asOf.offsets());
    }

    /** The field {@code since}, likewise: where the log began when it was first seen. */
    public static void since(JsonGenerator json, OffsetVector since) throws IOException {
        json.writeFieldName("since");
        offsets(json, since);
    }

    /** The field {@code endedLogs}, if there are any: logs of the same name that were read before, and up to where they count. */
    public static void endedLogs(JsonGenerator json, AggregationView entry) throws IOException {
        if (entry.ended().isEmpty()) {
            return;
        }
        TreeMap<LogId, TreeMap<PartitionId, Long>> logs = new TreeMap<>();
        entry.ended().forEach((partition, ended) -> logs.computeIfAbsent(partition.log(), log -> new TreeMap<>())
                .put(partition, ended.at().offset()));
        json.writeArrayFieldStart("endedLogs");
        for (var log : logs.entrySet()) {
            json.writeStartObject();
            json.writeStringField("clusterId", log.getKey().clusterId());
            json.writeStringField("topicId", log.getKey().topicId());
            json.writeFieldName("asOf");
            offsets(json, new OffsetVector(log.getValue()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The field {@code tidemark}, likewise. */
    public static void tidemark(JsonGenerator json, Tidemark tidemark) throws IOException {
        json.writeFieldName("tidemark");
        offsets(json, tidemark.offsets());
    }

    /** By topic, then partition. */
    private static void offsets(JsonGenerator json, OffsetVector vector) throws IOException {
        json.writeStartObject();
        String topic = null;
        for (var offset : vector.offsets().entrySet()) {
            if (!offset.getKey().topic().equals(topic)) {
                if (topic != null) {
                    json.writeEndObject();
                }
                topic = offset.getKey().topic();
                json.writeObjectFieldStart(topic);
            }
            json.writeNumberField(Integer.toString(offset.getKey().partition()), offset.getValue());
        }
        if (topic != null) {
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void missing(JsonGenerator json, List<MissingPart> missing) throws IOException {
        json.writeArrayFieldStart("missing");
        for (MissingPart part : missing) {
            json.writeStartObject();
            if (part.partition().isPresent()) {
                partition(json, part.partition().get());
            } else {
                json.writeStringField("topic", part.topic().orElse(null));
                json.writeNullField("partition");
            }
            json.writeStringField("reason", part.reason());
            json.writeStringField("mend", part.mend());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The fields {@code topic} and {@code partition} of the object that is open. */
    static void partition(JsonGenerator json, PartitionId partition) throws IOException {
        json.writeStringField("topic", partition.topic());
        json.writeNumberField("partition", partition.partition());
    }

    private static void gaps(JsonGenerator json, List<Gap> gaps) throws IOException {
        json.writeArrayFieldStart("gaps");
        for (Gap gap : gaps) {
            json.writeStartObject();
            partition(json, gap.partition());
            json.writeNumberField("first", gap.offsets().first());
            json.writeNumberField("end", gap.offsets().end());
            json.writeStringField("reason", gap.reason());
            json.writeStringField("mend", Proof.MEND_OF_GAPS);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The field {@code leftOut}, if there are such windows. */
    public static void leftOut(JsonGenerator json, List<LeftOutWindow> windows) throws IOException {
        if (windows.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("leftOut");
        for (LeftOutWindow window : windows) {
            json.writeStartObject();
            Json.millis(json, "start", window.span().firstMillis());
            Json.millis(json, "end", window.span().endMillis());
            json.writeStringField("reason", window.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    public static void row(
            JsonGenerator json, AggregationDefinition<?> definition, List<Integer> metrics, AnswerRow row)
            throws IOException {
        json.writeStartObject();
        group(json, definition, row.values());
        Json.millis(json, "start", row.firstMillis());
        Json.millis(json, "end", row.endMillis());
        json.writeObjectFieldStart("metrics");
        for (int i = 0; i < metrics.size(); i++) {
            int metric = metrics.get(i);
            json.writeFieldName(definition.metrics().get(metric).name());
            result(json, definition, metric, row.metrics().get(i));
        }
        json.writeEndObject();
        json.writeStringField("origin", origin(row));
        json.writeBooleanField("settled", row.settled());
        json.writeEndObject();
    }

    /** What is thrown while it is written is no fault of the code that made it. */
    private static void result(JsonGenerator json, AggregationDefinition<?> definition, int metric, Object result)
            throws IOException {
        Json.value(json, plain(definition, metric, result));
    }

    /** A result may be of a user's class, whose text is made by code of a user's. */
    private static Object plain(AggregationDefinition<?> definition, int metric, Object result) {
        try {
            return Json.plain(result);
        } catch (RuntimeException | Error thrown) {
            throw UserCode.cannotAnswer(thrown, definition.place(metric));
        }
    }

    private static String origin(AnswerRow row) {
        return switch (row.origin()) {
            case BATCH -> "batch";
            case REALTIME -> "realtime";
            case BOTH -> "both";
        };
    }

    /** One of the groups that there are. */
    public static void listed(JsonGenerator json, AggregationDefinition<?> definition, GroupListing.Group group)
            throws IOException {
        json.writeStartObject();
        group(json, definition, group.values());
        json.writeEndObject();
    }

    public static void group(JsonGenerator json, AggregationDefinition<?> definition, List<Object> values)
            throws IOException {
        json.writeObjectFieldStart("group");
        for (int field = 0; field < values.size(); field++) {
            json.writeFieldName(definition.groups().get(field).name());
            Json.value(json, values.get(field));
        }
        json.writeEndObject();
    }
}
