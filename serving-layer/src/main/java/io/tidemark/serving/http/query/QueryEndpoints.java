package io.tidemark.serving.http.query;

import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Form;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.http.csv.AnswerCsv;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.http.json.ExplanationJson;
import io.tidemark.serving.http.json.ProofTexts;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.answer.RowsRead;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Queries, leaderboards and the listing of groups. */
public final class QueryEndpoints {
    /** What may differ from page to page of one question. */
    private static final Set<String> OF_A_PAGE = Set.of(
            QueryWords.CURSOR,
            QueryWords.LIMIT,
            QueryWords.EXPLAIN,
            QueryWords.REQUIRE,
            QueryWords.MIN_AS_OF,
            QueryWords.WAIT_FOR);

    private final QuestionReader reader;
    private final MergedQuery merged;
    private final RealtimeViews realtime;
    private final QuestionLimits limits;
    private final ProofTexts proofs = new ProofTexts();
    private final WholeAnswers whole;

    /** @param wholeAtOnce how many answers of all rows are written at once */
    public QueryEndpoints(QuestionReader reader, MergedQuery merged, RealtimeViews realtime, int wholeAtOnce) {
        this.whole = new WholeAnswers(merged, realtime, proofs, wholeAtOnce);
        this.reader = reader;
        this.merged = merged;
        this.realtime = realtime;
        this.limits = reader.limits();
    }

    public Asked query(ApiRequest request) {
        Parameters query = request.words(QueryWords.OF_OBJECTS);
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        reader.allow(query, granted.definition(), QueryWords.OF_QUERY);
        Question question = reader.series(query, granted);
        OptionalInt limit = reader.limit(query);
        Page page = new Page(
                limit.orElse(Integer.MAX_VALUE),
                QuestionReader.order(query),
                query.one(QueryWords.CURSOR).map(text -> CursorText.read(text, asked("query", granted, query))));
        Telling telling = Telling.of(request, query, granted);
        if (limit.isEmpty()) {
            return new Asked(
                    false,
                    false,
                    () -> merged.needs(question),
                    (waiting, holding) -> whole.rows(question, page, telling.in(holding)));
        }
        return new Asked(
                !telling.isExplained() && merged.isSmall(question),
                // A token is asked with once, mostly.
                TimeText.isLasting(query) && question.least().isEmpty(),
                () -> merged.needs(question),
                (waiting, holding) -> {
                    MergedAnswer answer = merged.page(question, page, waiting, holding);
                    Optional<String> next =
                            answer.next().map(place -> CursorText.write(place, asked("query", granted, query)));
                    return rows(question, telling.in(holding), answer, next);
                });
    }

    public Asked top(ApiRequest request) {
        Parameters query = request.words(QueryWords.OF_OBJECTS);
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

    private Reply rows(Question question, Telling telling, MergedAnswer known, Optional<String> next) {
        MergedAnswer answer = known.with(telling.proof(known.proof()));
        return rowsInForm(question, telling, answer, next)
                .telling(telling.told(answer.rows().size(), answer.proof()));
    }

    private Reply rowsInForm(Question question, Telling telling, MergedAnswer answer, Optional<String> next) {
        if (telling.form() != Form.JSON) {
            return AnswerCsv.rows(question, telling.definition(), telling.csv(), answer, next);
        }
        return told(telling, answer.proof(), answer.read(), next, json -> {
            json.writeArrayFieldStart("rows");
            for (AnswerRow row : answer.rows()) {
                AnswerJson.row(json, telling.definition(), question.metrics(), row);
            }
            json.writeEndArray();
            AnswerJson.leftOut(json, answer.leftOut());
        });
    }

    public Asked groups(ApiRequest request) {
        Parameters query = request.words(QueryWords.OF_OBJECTS);
        Granted granted = reader.aggregation(request.path().get("name"), request.asker());
        query.allowOnly(QueryWords.OF_GROUPS);
        Question question = reader.groups(query, granted);
        OptionalInt limit = reader.limit(query);
        Optional<Place> after =
                query.one(QueryWords.CURSOR).map(text -> CursorText.read(text, asked("groups", granted, query)));
        Telling telling = Telling.of(request, query, granted);
        return new Asked(false, false, () -> merged.needs(question), (waiting, holding) -> {
            if (limit.isEmpty()) {
                return whole.groups(question, after.map(Place::group), telling.in(holding));
            }
            GroupListing listing = merged.groups(question, limit.getAsInt(), after.map(Place::group), holding);
            Optional<String> next =
                    listing.next().map(key -> CursorText.write(new Place(key, 0), asked("groups", granted, query)));
            return listing(telling.in(holding), listing, next);
        });
    }

    private Reply listing(Telling telling, GroupListing known, Optional<String> next) {
        GroupListing listing = known.with(telling.proof(known.proof()));
        return listingInForm(telling, listing, next)
                .telling(telling.told(listing.groups().size(), listing.proof()));
    }

    private Reply listingInForm(Telling telling, GroupListing listing, Optional<String> next) {
        if (telling.form() != Form.JSON) {
            return AnswerCsv.groups(telling.definition(), telling.csv(), listing, next);
        }
        return told(telling, listing.proof(), RowsRead.UNKNOWN, next, json -> {
            json.writeArrayFieldStart("groups");
            for (GroupListing.Group group : listing.groups()) {
                AnswerJson.listed(json, telling.definition(), group);
            }
            json.writeEndArray();
        });
    }

    /** What passes by itself comes last, so that all before it tells whether anything is new. */
    private Reply told(Telling telling, Proof proof, RowsRead read, Optional<String> next, Json.Document answer) {
        return Reply.answer(
                json -> {
                    json.writeStartObject();
                    proofs.write(json, proof);
                    answer.write(json);
                    if (next.isPresent()) {
                        json.writeStringField("next", next.get());
                    }
                    if (telling.isExplained()) {
                        ExplanationJson.write(json, telling.definition(), proof, read, realtime.statuses());
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
