package io.tidemark.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.flip.MissingPart;
import io.tidemark.serving.merge.AnswerRow;
import io.tidemark.serving.merge.Proof;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** An answer and its proof as JSON. */
final class AnswerJson {
    private AnswerJson() {}

    /** What every answer says of itself, as fields of the object that is open. */
    static void proof(JsonGenerator json, Proof proof) throws IOException {
        json.writeStringField("aggregation", proof.entry().aggregation());
        json.writeStringField("fingerprint", proof.entry().fingerprint());
        json.writeNumberField("manifest", proof.manifest());
        offsets(json, "asOf", proof.asOf().offsets().offsets());
        offsets(json, "tidemark", proof.entry().tidemark().offsets().offsets());
        Json.millis(json, "tidemarkClock", tidemarkClock(proof.entry().tidemark()));
        json.writeBooleanField("complete", proof.isComplete());
        missing(json, proof.asOf().missing());
        gaps(json, proof.entry().gaps());
        if (proof.expired().isPresent()) {
            json.writeObjectFieldStart("expired");
            Json.millis(json, "from", proof.expired().get().firstMillis());
            Json.millis(json, "to", proof.expired().get().endMillis());
            json.writeEndObject();
        }
        freshness(json, proof);
    }

    /** The least log clock of the tidemark's partitions: what the tidemark is as a time. */
    static long tidemarkClock(Tidemark tidemark) {
        return tidemark.positions().values().stream()
                .filter(position -> position.offset() > 0)
                .mapToLong(position -> position.logClockMillis())
                .min()
                .orElse(LogClock.NONE);
    }

    private static void freshness(JsonGenerator json, Proof proof) throws IOException {
        json.writeObjectFieldStart("freshness");
        Json.millis(json, "logClock", proof.logClockMillis());
        if (proof.logClockMillis() != LogClock.NONE) {
            json.writeNumberField("ageMillis", proof.at().toEpochMilli() - proof.logClockMillis());
        }
        json.writeStringField("answeredAt", proof.at().toString());
        json.writeEndObject();
    }

    static void offsets(JsonGenerator json, String field, Map<Integer, Long> offsets) throws IOException {
        json.writeObjectFieldStart(field);
        for (var offset : offsets.entrySet()) {
            json.writeNumberField(offset.getKey().toString(), offset.getValue());
        }
        json.writeEndObject();
    }

    private static void missing(JsonGenerator json, List<MissingPart> missing) throws IOException {
        json.writeArrayFieldStart("missing");
        for (MissingPart part : missing) {
            json.writeStartObject();
            if (part.partition().isPresent()) {
                json.writeNumberField("partition", part.partition().getAsInt());
            } else {
                json.writeNullField("partition");
            }
            json.writeStringField("reason", part.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void gaps(JsonGenerator json, List<Gap> gaps) throws IOException {
        json.writeArrayFieldStart("gaps");
        for (Gap gap : gaps) {
            json.writeStartObject();
            json.writeNumberField("partition", gap.partition());
            json.writeNumberField("first", gap.offsets().first());
            json.writeNumberField("end", gap.offsets().end());
            json.writeStringField("reason", gap.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void row(JsonGenerator json, AggregationDefinition<?> definition, List<Integer> metrics, AnswerRow row)
            throws IOException {
        json.writeStartObject();
        group(json, definition, row.values());
        Json.millis(json, "start", row.firstMillis());
        Json.millis(json, "end", row.endMillis());
        json.writeObjectFieldStart("metrics");
        for (int i = 0; i < metrics.size(); i++) {
            json.writeFieldName(definition.metrics().get(metrics.get(i)).name());
            Json.value(json, row.metrics().get(i));
        }
        json.writeEndObject();
        json.writeStringField("origin", origin(row));
        json.writeBooleanField("settled", row.settled());
        json.writeEndObject();
    }

    private static String origin(AnswerRow row) {
        return switch (row.origin()) {
            case BATCH -> "batch";
            case REALTIME -> "realtime";
            case BOTH -> "both";
        };
    }

    static void group(JsonGenerator json, AggregationDefinition<?> definition, List<Object> values) throws IOException {
        json.writeObjectFieldStart("group");
        for (int field = 0; field < values.size(); field++) {
            json.writeFieldName(definition.groups().get(field).name());
            Json.value(json, values.get(field));
        }
        json.writeEndObject();
    }
}
