package io.tidemark.serving.http.csv;

import io.tidemark.http.exchange.Outlet;
import io.tidemark.http.json.Json;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.http.json.AnswerInPieces;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.question.Question;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** An answer of any size as CSV, a line at a time. Owned by one thread. */
public final class CsvInPieces<T> implements AnswerInPieces<T> {
    private final Outlet outlet;
    private final CsvText csv;
    private final Consumer<CsvText> names;
    private final BiConsumer<CsvText, T> line;
    private Map<String, String> headers;
    private OutputStream out;

    private CsvInPieces(Outlet outlet, CsvText csv, Consumer<CsvText> names, BiConsumer<CsvText, T> line) {
        this.outlet = outlet;
        this.csv = csv;
        this.names = names;
        this.line = line;
    }

    public static CsvInPieces<AnswerRow> rows(
            Question question, AggregationDefinition<?> definition, CsvText csv, Outlet outlet) {
        return new CsvInPieces<>(
                outlet,
                csv,
                names -> AnswerCsv.rowNames(question, definition, names),
                (text, row) -> AnswerCsv.row(question, definition, text, row));
    }

    public static CsvInPieces<GroupListing.Group> groups(
            AggregationDefinition<?> definition, CsvText csv, Outlet outlet) {
        return new CsvInPieces<>(outlet, csv, names -> AnswerCsv.groupNames(definition, names), AnswerCsv::group);
    }

    @Override
    public void begin(Proof proof) {
        headers = AnswerCsv.headers(proof);
        out = outlet.begin(AnswerCsv.TYPE, headers);
        names.accept(csv);
        write();
    }

    @Override
    public void take(T row) {
        line.accept(csv, row);
        write();
    }

    @Override
    public boolean isSeen() {
        return outlet.isSent();
    }

    /** What no header can say any more is not left unsaid: then it breaks off. */
    @Override
    public void end(Proof proof, List<LeftOutWindow> leftOut, Json.Document more) {
        if (outlet.isSent() && !leftOut.isEmpty()) {
            throw new IllegalStateException(
                    leftOut.size() + " windows cannot be put together, such as " + leftOut.get(0)
                            + ", and the headers of the table are sent already; ask for JSON, or for a range without them");
        }
        AnswerCsv.leftOut(headers, leftOut);
    }

    private void write() {
        try {
            csv.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
