package io.tidemark.serving.http.query;

import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Form;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.http.csv.CsvText;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.merge.answer.Proof;

/**
 * How an answer is to be told.
 *
 * @param mustBeComplete refused rather than told in part
 * @param holding takes notice of what is told
 */
record Telling(Granted granted, Form form, boolean isExplained, boolean mustBeComplete, Holding holding) {
    private static final String ANY = "any";
    private static final String COMPLETE = "complete";

    private static final ByteBudget UNCOUNTED = ByteBudget.unbounded();

    static Telling of(ApiRequest request, Parameters query, Granted granted) {
        boolean isTable = request.form() != Form.JSON;
        boolean isExplained = QuestionReader.isExplained(query, granted);
        if (isExplained && isTable) {
            throw HttpFault.NO_CSV.at("parameter \"explain\"", "an explanation is no table", "ask for JSON");
        }
        // A table is carried away from its headers: who wants a part of it says so.
        boolean mustBeComplete = isTable
                ? query.word(QueryWords.REQUIRE, COMPLETE, ANY).equals(COMPLETE)
                : query.word(QueryWords.REQUIRE, ANY, COMPLETE).equals(COMPLETE);
        return new Telling(granted, request.form(), isExplained, mustBeComplete, UNCOUNTED.open());
    }

    Telling in(Holding noticing) {
        return new Telling(granted, form, isExplained, mustBeComplete, noticing);
    }

    AggregationDefinition<?> definition() {
        return granted.definition();
    }

    CsvText csv() {
        return new CsvText(form, holding);
    }

    Reply.Told told(int rows, Proof proof) {
        return new Reply.Told(definition().name(), rows, () -> AnswerJson.asOf(proof.asOf()));
    }

    /** What is told of what an answer rests on, if it may be told with that. */
    Proof proof(Proof known) {
        Proof proof = granted.told(known);
        refuseIncomplete(proof);
        return proof;
    }

    private void refuseIncomplete(Proof proof) {
        if (mustBeComplete && !proof.isComplete()) {
            throw HttpFault.INCOMPLETE.at(
                    "aggregation \"" + proof.entry().aggregation() + "\"",
                    "missing: " + String.join(" | ", proof.whyIncomplete()),
                    form == Form.JSON
                            ? "try again later, or leave require=complete out and read what is missing in the answer"
                            : "try again later, or take a part with require=any and read the header Tidemark-Missing");
        }
    }
}
