package io.tidemark.serving.http.csv;

import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.usercode.UserCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as CSV. Its columns are the group's fields, those of the row (whose names have a capital letter, which no group
 * field or metric has) and the metrics. What a table cannot say is in headers; what no header holds is refused, so that
 * nobody takes a part for the whole.
 */
public final class AnswerCsv {
    public static final String TYPE = "text/csv; charset=utf-8; header=present";

    private static final int LONGEST_HEADER = 4_000;

    private AnswerCsv() {}

    /** Rows of groups and windows. */
    public static Reply rows(
            Question question,
            AggregationDefinition<?> definition,
            CsvText csv,
            MergedAnswer answer,
            Optional<String> next) {
        rowNames(question, definition, csv);
        answer.rows().forEach(row -> row(question, definition, csv, row));
        Map<String, String> headers = headers(answer.proof());
        next.ifPresent(cursor -> headers.put("Tidemark-Next", fitting(cursor)));
        leftOut(headers, answer.leftOut());
        return Reply.answer(TYPE, csv.bytes(), headers);
    }

    /** The header that says how many windows were left out, if any were. */
    static void leftOut(Map<String, String> headers, List<LeftOutWindow> windows) {
        if (!windows.isEmpty()) {
            headers.put("Tidemark-Left-Out", String.valueOf(windows.size()));
        }
    }

    static void rowNames(Question question, AggregationDefinition<?> definition, CsvText csv) {
        definition.groups().forEach(field -> csv.plain(field.name()));
        csv.plain("windowStart").plain("windowEnd");
        question.metrics()
                .forEach(metric -> csv.plain(definition.metrics().get(metric).name()));
        csv.plain("rowOrigin").plain("rowSettled").endLine();
    }

    static void row(Question question, AggregationDefinition<?> definition, CsvText csv, AnswerRow row) {
        row.values().forEach(csv::field);
        csv.plain(instant(row.firstMillis())).plain(instant(row.endMillis()));
        for (int i = 0; i < question.metrics().size(); i++) {
            result(csv, definition, question.metrics().get(i), row.metrics().get(i));
        }
        csv.plain(row.origin().name().toLowerCase(Locale.ROOT))
                .field(row.settled())
                .endLine();
    }

    /** The groups that there are. */
    public static Reply groups(
            AggregationDefinition<?> definition, CsvText csv, GroupListing listing, Optional<String> next) {
        groupNames(definition, csv);
        listing.groups().forEach(group -> group(csv, group));
        Map<String, String> headers = headers(listing.proof());
        next.ifPresent(cursor -> headers.put("Tidemark-Next", fitting(cursor)));
        return Reply.answer(TYPE, csv.bytes(), headers);
    }

    static void groupNames(AggregationDefinition<?> definition, CsvText csv) {
        definition.groups().stream().<String>map(GroupField::name).forEach(csv::plain);
        csv.endLine();
    }

    static void group(CsvText csv, GroupListing.Group group) {
        group.values().forEach(csv::field);
        csv.endLine();
    }

    /** A result may be of a user's class, whose text is made by code of a user's. */
    private static void result(CsvText csv, AggregationDefinition<?> definition, int metric, Object result) {
        try {
            csv.field(result);
        } catch (RuntimeException | Error thrown) {
            throw UserCode.cannotAnswer(thrown, definition.place(metric));
        }
    }

    private static String instant(long millis) {
        boolean isEnd = millis == Long.MIN_VALUE || millis == Long.MAX_VALUE;
        return isEnd ? null : Instant.ofEpochMilli(millis).toString();
    }

    static Map<String, String> headers(Proof proof) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Tidemark-Complete", String.valueOf(proof.isComplete()));
        headers.put("Tidemark-Manifest", String.valueOf(proof.manifest()));
        String asOf = AnswerJson.asOf(proof.asOf());
        if (asOf.length() <= LONGEST_HEADER) {
            headers.put("Tidemark-As-Of", asOf);
        }
        String token = AnswerJson.token(proof);
        if (token.length() <= LONGEST_HEADER) {
            headers.put("Tidemark-As-Of-Token", token);
        }
        if (!proof.isComplete()) {
            headers.put("Tidemark-Missing", printable(String.join(" | ", proof.whyIncomplete())));
        }
        proof.expired().ifPresent(range -> headers.put("Tidemark-Expired", String.valueOf(instant(range.endMillis()))));
        return headers;
    }

    private static String fitting(String cursor) {
        if (cursor.length() > LONGEST_HEADER) {
            throw HttpFault.NO_CSV.at(
                    "header \"Tidemark-Next\"",
                    "the cursor of the next page has " + cursor.length() + " characters, which no header holds",
                    "ask for more rows at once, or for JSON");
        }
        return cursor;
    }

    /** What a header may hold; letters beyond it as JSON escapes them. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length() && printable.length() < LONGEST_HEADER; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return printable.toString();
    }
}
