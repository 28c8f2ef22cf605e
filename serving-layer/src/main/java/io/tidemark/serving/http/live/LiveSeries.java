package io.tidemark.serving.http.live;

import io.tidemark.http.json.Json;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Waiting;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.http.query.Granted;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one client follows.
 *
 * @param question made anew at each step, since a range may be relative to now
 */
record LiveSeries(Granted granted, Supplier<Question> question, Page page, MergedQuery merged) {
    AggregationDefinition<?> definition() {
        return granted.definition();
    }

    MergedAnswer answer(Holding holding) {
        return merged.page(question.get(), page, Waiting.ALLOWED, holding);
    }

    /** What of a proof makes an answer another, though its rows are the same. */
    byte[] unchanging(Proof proof) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("manifest", proof.manifest());
            AnswerJson.asOf(json, proof.asOf());
            json.writeBooleanField("complete", proof.isComplete());
            json.writeEndObject();
        });
    }

    byte[] event(MergedAnswer answer, List<AnswerRow> rows, boolean isReset) {
        List<Integer> metrics = question.get().metrics();
        return Json.bytes(json -> {
            json.writeStartObject();
            AnswerJson.proof(json, granted.told(answer.proof()));
            json.writeBooleanField("reset", isReset);
            json.writeBooleanField("more", answer.next().isPresent());
            json.writeArrayFieldStart("rows");
            for (AnswerRow row : rows) {
                AnswerJson.row(json, definition(), metrics, row);
            }
            json.writeEndArray();
            AnswerJson.leftOut(json, answer.leftOut());
            json.writeEndObject();
        });
    }
}
