package io.tidemark.serving.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.http.json.Json;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.answer.RowsRead;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is behind an answer: the run, its files, and for each partition its log positions, epochs and speed nodes. */
public final class ExplanationJson {
    private final JsonGenerator json;
    private final Proof proof;
    private final List<RealtimeStatus> nodes;

    private ExplanationJson(JsonGenerator json, Proof proof, List<RealtimeStatus> nodes) {
        this.json = json;
        this.proof = proof;
        this.nodes = nodes;
    }

    /**
     * Writes the field {@code explain} of the object that is open.
     *
     * @param read of the batch view, if that was counted
     */
    public static void write(
            JsonGenerator json,
            AggregationDefinition<?> definition,
            Proof proof,
            RowsRead read,
            List<RealtimeStatus> nodes)
            throws IOException {
        json.writeObjectFieldStart("explain");
        if (definition.input().plainStream().isEmpty()) {
            json.writeStringField("over", definition.input().describe());
        }
        if (definition.operator().isPresent()) {
            json.writeStringField("operator", definition.operator().get().toString());
        }
        if (!read.byLevel().isEmpty()) {
            json.writeObjectFieldStart("rowsRead");
            for (Map.Entry<Level, Long> rows : read.byLevel().entrySet()) {
                json.writeNumberField(rows.getKey().toString(), rows.getValue());
            }
            json.writeEndObject();
        }
        new ExplanationJson(json, proof, nodes).write();
        json.writeEndObject();
    }

    private void write() throws IOException {
        json.writeStringField("run", proof.entry().run());
        json.writeStringField("published", proof.published().toString());
        json.writeArrayFieldStart("viewFiles");
        for (ViewFile file : proof.entry().files()) {
            file(file);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("partitions");
        for (PartitionId partition : proof.asOf().positions().keySet()) {
            partition(partition);
        }
        json.writeEndArray();
    }

    private void file(ViewFile file) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", file.path());
        Json.millis(json, "from", file.tiles().firstMillis());
        Json.millis(json, "to", file.tiles().endMillis());
        json.writeNumberField("rows", file.rows());
        json.writeNumberField("bytes", file.bytes());
        json.writeEndObject();
    }

    private void partition(PartitionId partition) throws IOException {
        json.writeStartObject();
        AnswerJson.partition(json, partition);
        json.writeObjectFieldStart("batch");
        json.writeNumberField("since", proof.entry().since().at(partition));
        json.writeNumberField("end", proof.entry().tidemark().offset(partition));
        Json.millis(json, "logClock", proof.entry().tidemark().at(partition).logClockMillis());
        json.writeEndObject();
        json.writeObjectFieldStart("realtime");
        coverage(partition);
        json.writeEndObject();
        if (proof.coverage().isPresent()) {
            nodes(partition);
        }
        json.writeEndObject();
    }

    private void coverage(PartitionId partition) throws IOException {
        PartitionCoverage coverage = proof.coverage()
                .map(Coverage::partitions)
                .map(p -> p.get(partition))
                .orElse(null);
        if (coverage instanceof Covered covered) {
            json.writeStringField("state", "covered");
            json.writeNumberField("first", proof.entry().tidemark().offset(partition));
            json.writeNumberField("end", covered.asOf());
            Json.millis(json, "logClock", covered.logClockMillis());
        } else if (coverage instanceof Behind behind) {
            json.writeStringField("state", "behind");
            json.writeStringField("reason", behind.reason());
        } else if (coverage instanceof Missing missing) {
            json.writeStringField("state", "missing");
            json.writeStringField("reason", missing.reason());
        } else {
            json.writeStringField("state", proof.coverage().isPresent() ? "no owner" : "not asked");
        }
    }

    /** The speed nodes that own the partition, as they stand a moment after the answer. */
    private void nodes(PartitionId partition) throws IOException {
        json.writeArrayFieldStart("nodes");
        for (RealtimeStatus node : nodes) {
            for (PartitionStatus status : node.partitions()) {
                if (status.topic().equals(partition.topic())
                        && status.partition() == partition.partition()
                        && status.aggregation().equals(proof.entry().aggregation())) {
                    json.writeStartObject();
                    json.writeStringField("node", node.node());
                    json.writeNumberField("position", status.position());
                    json.writeNumberField("epochs", status.epochs());
                    json.writeNumberField("replaying", status.replaying());
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
    }
}
