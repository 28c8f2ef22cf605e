package io.tidemark.serving.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tidemark.http.json.Json;
import io.tidemark.manifest.AggregationView;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.merge.answer.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes what answers say of themselves, but their freshness. It is the same until a view flips or a record comes, and is
 * kept as text for the newest of each aggregation. Safe for use by many threads. Guarded by the serving workload
 * {@code point}.
 */
public final class ProofTexts {
    private final Map<String, Known> newest = new ConcurrentHashMap<>();

    /** All that the text depends on, and it. */
    private record Known(long manifest, AggregationView entry, AsOf asOf, SerializableString text) {
        boolean isOf(Proof proof) {
            return manifest == proof.manifest() && entry.equals(proof.entry()) && asOf.equals(proof.asOf());
        }
    }

    /** Writes the fields of a proof into the object that is open and has none yet, and gets at least one after them. */
    public void write(JsonGenerator json, Proof proof) throws IOException {
        // What is expired depends on the range asked for.
        if (proof.expired().isPresent()) {
            AnswerJson.lasting(json, proof);
            return;
        }
        Known known = newest.get(proof.entry().aggregation());
        if (known == null || !known.isOf(proof)) {
            known = new Known(proof.manifest(), proof.entry(), proof.asOf(), text(proof));
            newest.put(proof.entry().aggregation(), known);
        }
        json.writeRaw(known.text());
    }

    /** The fields as they stand in their object, with the comma that the generator leaves out before its first. */
    private static SerializableString text(Proof proof) {
        byte[] object = Json.bytes(json -> {
            json.writeStartObject();
            AnswerJson.standing(json, proof);
            json.writeEndObject();
        });
        return new SerializedString(new String(object, 1, object.length - 2, StandardCharsets.UTF_8) + ",");
    }
}
