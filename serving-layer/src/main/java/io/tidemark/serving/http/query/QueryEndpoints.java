package io.tidemark.serving.http.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.http.json.ExplanationJson;
import io.tidemark.serving.http.json.ProofTexts;
import io.tidemark.serving.merge.AnswerRow;
import io.tidemark.serving.merge.GroupListing;
import io.tidemark.serving.merge.MergedAnswer;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.Proof;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.question.Ranking;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Queries, leaderboards and the listing of groups. */
public final class QueryEndpoints {
    /** What may differ from page to page of one question. */
    private static final Set<String> OF_A_PAGE =
            Set.of(QueryWords.CURSOR, QueryWords.LIMIT, QueryWords.EXPLAIN, QueryWords.REQUIRE);

    private final QuestionReader reader;
    private final MergedQuery merged;
    private final RealtimeViews realtime;
    private final QuestionLimits limits;
    private final ProofTexts proofs = new ProofTexts();

    public QueryEndpoints(QuestionReader reader, MergedQuery merged, RealtimeViews realtime) {
        this.reader = reader;
        this.merged = merged;
        this.realtime = realtime;
        this.limits = reader.limits();
    }

    public Asked query(ApiRequest request) {
        Parameters query = request.words();
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        AggregationDefinition<?> definition = granted.definition();
        reader.allow(query, definition, QueryWords.OF_QUERY);
        Question question = reader.series(query, granted);
        Page page = new Page(
                query.number(QueryWords.LIMIT, limits.usualRows(), 1, limits.mostRows()),
                QuestionReader.order(query),
                query.one(QueryWords.CURSOR).map(text -> CursorText.read(text, asked("query", granted, query))));
        boolean isExplained = QuestionReader.isExplained(query, granted);
        boolean mustBeComplete = mustBeComplete(query);
        return new Asked(
                !isExplained && merged.isSmall(question),
                TimeText.isLasting(query),
                () -> merged.needs(question),
                waiting -> {
                    MergedAnswer answer = complete(merged.page(question, page, waiting), mustBeComplete);
                    return Reply.json(json -> {
                        open(json, answer.proof());
                        rows(json, definition, question, answer);
                        next(json, answer.next().map(place -> CursorText.write(place, asked("query", granted, query))));
                        close(json, answer.proof(), isExplained);
                    });
                });
    }

    public Asked top(ApiRequest request) {
        Parameters query = request.words();
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        AggregationDefinition<?> definition = granted.definition();
        reader.allow(query, definition, QueryWords.OF_TOP);
        Ranking ranking = new Ranking(
                reader.rankedMetric(query, definition),
                query.number(QueryWords.N, 10, 1, limits.usualRows()),
                QuestionReader.rankingOrder(query));
        Question question = reader.whole(query, granted);
        boolean isExplained = QuestionReader.isExplained(query, granted);
        boolean mustBeComplete = mustBeComplete(query);
        return new Asked(false, false, () -> merged.needs(question), waiting -> {
            MergedAnswer answer = complete(merged.top(question, ranking), mustBeComplete);
            return Reply.json(json -> {
                open(json, answer.proof());
                rows(json, definition, question, answer);
                close(json, answer.proof(), isExplained);
            });
        });
    }

    public Asked groups(ApiRequest request) {
        Parameters query = request.words();
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        AggregationDefinition<?> definition = granted.definition();
        query.allowOnly(QueryWords.OF_GROUPS);
        Question question = reader.groups(query, granted);
        int limit = query.number(QueryWords.LIMIT, limits.usualRows(), 1, limits.mostRows());
        Optional<Place> after =
                query.one(QueryWords.CURSOR).map(text -> CursorText.read(text, asked("groups", granted, query)));
        boolean isExplained = QuestionReader.isExplained(query, granted);
        boolean mustBeComplete = mustBeComplete(query);
        return new Asked(false, false, () -> merged.needs(question), waiting -> {
            GroupListing listing = merged.groups(question, limit, after.map(Place::group));
            refuseIncomplete(listing.proof(), mustBeComplete);
            return Reply.json(json -> listing(json, granted, query, listing, isExplained));
        });
    }

    private void listing(
            JsonGenerator json, Granted granted, Parameters query, GroupListing listing, boolean isExplained)
            throws IOException {
        open(json, listing.proof());
        json.writeArrayFieldStart("groups");
        for (GroupListing.Group group : listing.groups()) {
            json.writeStartObject();
            AnswerJson.group(json, granted.definition(), group.values());
            json.writeEndObject();
        }
        json.writeEndArray();
        next(json, listing.next().map(key -> CursorText.write(new Place(key, 0), asked("groups", granted, query))));
        close(json, listing.proof(), isExplained);
    }

    /** What a cursor belongs to: everything asked but the size of a page, and of which groups. */
    private static String asked(String kind, Granted granted, Parameters query) {
        AggregationDefinition<?> definition = granted.definition();
        TreeMap<String, Object> words = new TreeMap<>();
        for (String name : query.names()) {
            if (!OF_A_PAGE.contains(name)) {
                words.put(name, query.all(name));
            }
        }
        return kind + " " + definition.name() + " " + definition.fingerprint() + " " + words + granted.inWords();
    }

    private static boolean mustBeComplete(Parameters query) {
        return query.word(QueryWords.REQUIRE, "any", "complete").equals("complete");
    }

    private static MergedAnswer complete(MergedAnswer answer, boolean mustBeComplete) {
        refuseIncomplete(answer.proof(), mustBeComplete);
        return answer;
    }

    private static void refuseIncomplete(Proof proof, boolean mustBeComplete) {
        if (mustBeComplete && !proof.isComplete()) {
            String missing = proof.asOf().missing().stream()
                    .map(part -> (part.partition().isPresent()
                                    ? "partition " + part.partition().get()
                                    : "all partitions")
                            + " (" + part.reason() + ")")
                    .toList()
                    .toString();
            throw HttpFault.INCOMPLETE.at(
                    "aggregation \"" + proof.entry().aggregation() + "\"",
                    "missing: " + missing + ", gaps: " + proof.entry().gaps().size(),
                    "try again later, or leave require=complete out and read what is missing in the answer");
        }
    }

    private void open(JsonGenerator json, Proof proof) throws IOException {
        json.writeStartObject();
        proofs.write(json, proof);
    }

    private static void rows(
            JsonGenerator json, AggregationDefinition<?> definition, Question question, MergedAnswer answer)
            throws IOException {
        json.writeArrayFieldStart("rows");
        for (AnswerRow row : answer.rows()) {
            AnswerJson.row(json, definition, question.metrics(), row);
        }
        json.writeEndArray();
        AnswerJson.leftOut(json, answer.leftOut());
    }

    private static void next(JsonGenerator json, Optional<String> cursor) throws IOException {
        if (cursor.isPresent()) {
            json.writeStringField("next", cursor.get());
        }
    }

    private void close(JsonGenerator json, Proof proof, boolean isExplained) throws IOException {
        if (isExplained) {
            ExplanationJson.write(json, proof, realtime.statuses());
        }
        json.writeEndObject();
    }
}
