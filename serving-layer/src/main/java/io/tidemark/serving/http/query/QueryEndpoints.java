package io.tidemark.serving.http.query;

import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Form;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.http.csv.AnswerCsv;
import io.tidemark.serving.http.csv.CsvText;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Queries, leaderboards and the listing of groups. */
public final class QueryEndpoints {
    /** What may differ from page to page of one question. */
    private static final Set<String> OF_A_PAGE =
            Set.of(QueryWords.CURSOR, QueryWords.LIMIT, QueryWords.EXPLAIN, QueryWords.REQUIRE);

    private static final String ANY = "any";
    private static final String COMPLETE = "complete";

    private static final ByteBudget UNCOUNTED = ByteBudget.unbounded();

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

    /**
     * How an answer is to be told.
     *
     * @param mustBeComplete refused rather than told in part
     * @param holding takes notice of what is told
     */
    private record Telling(
            AggregationDefinition<?> definition,
            Form form,
            boolean isExplained,
            boolean mustBeComplete,
            Holding holding) {
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
            return new Telling(granted.definition(), request.form(), isExplained, mustBeComplete, UNCOUNTED.open());
        }

        Telling in(Holding noticing) {
            return new Telling(definition, form, isExplained, mustBeComplete, noticing);
        }

        Reply.Told told(int rows, Proof proof) {
            return new Reply.Told(definition.name(), rows, () -> AnswerJson.asOf(proof.asOf()));
        }

        void refuseIncomplete(Proof proof) {
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

    public Asked query(ApiRequest request) {
        Parameters query = request.words();
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        reader.allow(query, granted.definition(), QueryWords.OF_QUERY);
        Question question = reader.series(query, granted);
        Page page = new Page(
                query.number(QueryWords.LIMIT, limits.usualRows(), 1, limits.mostRows()),
                QuestionReader.order(query),
                query.one(QueryWords.CURSOR).map(text -> CursorText.read(text, asked("query", granted, query))));
        Telling telling = Telling.of(request, query, granted);
        return new Asked(
                !telling.isExplained() && merged.isSmall(question),
                TimeText.isLasting(query),
                () -> merged.needs(question),
                (waiting, holding) -> {
                    MergedAnswer answer = merged.page(question, page, waiting, holding);
                    Optional<String> next =
                            answer.next().map(place -> CursorText.write(place, asked("query", granted, query)));
                    return rows(question, telling.in(holding), answer, next);
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
        Telling telling = Telling.of(request, query, granted);
        return new Asked(
                false,
                false,
                () -> merged.needs(question),
                (waiting, holding) ->
                        rows(question, telling.in(holding), merged.top(question, ranking, holding), Optional.empty()));
    }

    private Reply rows(Question question, Telling telling, MergedAnswer answer, Optional<String> next) {
        telling.refuseIncomplete(answer.proof());
        return rowsInForm(question, telling, answer, next)
                .telling(telling.told(answer.rows().size(), answer.proof()));
    }

    private Reply rowsInForm(Question question, Telling telling, MergedAnswer answer, Optional<String> next) {
        if (telling.form() != Form.JSON) {
            return AnswerCsv.rows(question, telling.definition(), csv(telling), answer, next);
        }
        return told(telling, answer.proof(), next, json -> {
            json.writeArrayFieldStart("rows");
            for (AnswerRow row : answer.rows()) {
                AnswerJson.row(json, telling.definition(), question.metrics(), row);
            }
            json.writeEndArray();
            AnswerJson.leftOut(json, answer.leftOut());
        });
    }

    public Asked groups(ApiRequest request) {
        Parameters query = request.words();
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        query.allowOnly(QueryWords.OF_GROUPS);
        Question question = reader.groups(query, granted);
        int limit = query.number(QueryWords.LIMIT, limits.usualRows(), 1, limits.mostRows());
        Optional<Place> after =
                query.one(QueryWords.CURSOR).map(text -> CursorText.read(text, asked("groups", granted, query)));
        Telling telling = Telling.of(request, query, granted);
        return new Asked(false, false, () -> merged.needs(question), (waiting, holding) -> {
            GroupListing listing = merged.groups(question, limit, after.map(Place::group), holding);
            Optional<String> next =
                    listing.next().map(key -> CursorText.write(new Place(key, 0), asked("groups", granted, query)));
            return listing(telling.in(holding), listing, next);
        });
    }

    private static CsvText csv(Telling telling) {
        return new CsvText(telling.form(), telling.holding());
    }

    private Reply listing(Telling telling, GroupListing listing, Optional<String> next) {
        telling.refuseIncomplete(listing.proof());
        return listingInForm(telling, listing, next)
                .telling(telling.told(listing.groups().size(), listing.proof()));
    }

    private Reply listingInForm(Telling telling, GroupListing listing, Optional<String> next) {
        if (telling.form() != Form.JSON) {
            return AnswerCsv.groups(telling.definition(), csv(telling), listing, next);
        }
        return told(telling, listing.proof(), next, json -> {
            json.writeArrayFieldStart("groups");
            for (GroupListing.Group group : listing.groups()) {
                json.writeStartObject();
                AnswerJson.group(json, telling.definition(), group.values());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** What passes by itself comes last, so that all before it tells whether anything is new. */
    private Reply told(Telling telling, Proof proof, Optional<String> next, Json.Document answer) {
        return Reply.answer(
                json -> {
                    json.writeStartObject();
                    proofs.write(json, proof);
                    answer.write(json);
                    if (next.isPresent()) {
                        json.writeStringField("next", next.get());
                    }
                    if (telling.isExplained()) {
                        ExplanationJson.write(json, proof, realtime.statuses());
                    }
                },
                json -> {
                    AnswerJson.freshness(json, proof);
                    json.writeEndObject();
                },
                telling.holding());
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
}
