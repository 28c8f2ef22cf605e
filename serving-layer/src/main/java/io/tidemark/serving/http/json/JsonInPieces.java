package io.tidemark.serving.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.http.exchange.Outlet;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** An answer of any size as JSON, a row at a time. Owned by one thread. */
public final class JsonInPieces<T> implements AnswerInPieces<T> {
    private final Outlet outlet;
    private final ProofTexts proofs;
    private final String field;
    private final Element<T> element;
    private JsonGenerator json;

    /** Writes one row. */
    private interface Element<T> {
        void write(JsonGenerator json, T row) throws IOException;
    }

    private interface Step {
        void write() throws IOException;
    }

    private JsonInPieces(Outlet outlet, ProofTexts proofs, String field, Element<T> element) {
        this.outlet = outlet;
        this.proofs = proofs;
        this.field = field;
        this.element = element;
    }

    /** @param metrics those that are told */
    public static JsonInPieces<AnswerRow> rows(
            List<Integer> metrics, AggregationDefinition<?> definition, ProofTexts proofs, Outlet outlet) {
        return new JsonInPieces<>(
                outlet, proofs, "rows", (json, row) -> AnswerJson.row(json, definition, metrics, row));
    }

    public static JsonInPieces<GroupListing.Group> groups(
            AggregationDefinition<?> definition, ProofTexts proofs, Outlet outlet) {
        return new JsonInPieces<>(
                outlet, proofs, "groups", (json, group) -> AnswerJson.listed(json, definition, group));
    }

    @Override
    public void begin(Proof proof) {
        step(() -> {
            json = Json.into(outlet.begin(Reply.JSON, Map.of()));
            json.writeStartObject();
            proofs.write(json, proof);
            json.writeArrayFieldStart(field);
        });
    }

    @Override
    public void take(T row) {
        step(() -> element.write(json, row));
    }

    @Override
    public boolean isSeen() {
        return outlet.isSent();
    }

    @Override
    public void end(Proof proof, List<LeftOutWindow> leftOut, Json.Document more) {
        step(() -> {
            json.writeEndArray();
            AnswerJson.leftOut(json, leftOut);
            more.write(json);
            AnswerJson.freshness(json, proof);
            json.writeEndObject();
            json.close();
        });
    }

    private static void step(Step step) {
        try {
            step.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
