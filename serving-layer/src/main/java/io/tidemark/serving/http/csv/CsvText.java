package io.tidemark.serving.http.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.http.exchange.Form;
import io.tidemark.http.json.Json;
import io.tidemark.memory.ByteBudget.Holding;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;

/**
 * Lines of CSV (RFC 4180) in UTF-8, without a byte order mark. An empty field is null and {@code ""} the empty text, as
 * they are where events are read. Numbers are written as in JSON, to the last digit. Owned by one thread.
 *
 * <p>A spreadsheet takes a text that begins with {@code =}, {@code +}, {@code -}, {@code @}, a tab or a line break for a
 * formula. Where the reader is said to be one, such a text has an apostrophe put before it; else a text is that text.
 */
public final class CsvText {
    private static final String LINE_END = "\r\n";
    private static final String FORMULA = "=+-@\t\r\n";

    private final StringBuilder text = new StringBuilder();
    private final Form form;
    private final Holding holding;
    private int noticed;
    private boolean isLineBegun;

    /** @param holding takes notice of the text */
    public CsvText(Form form, Holding holding) {
        this.form = form;
        this.holding = holding;
    }

    /** A group's value or a result. */
    CsvText field(Object value) {
        if (isLineBegun) {
            text.append(',');
        }
        isLineBegun = true;
        if (value instanceof BigDecimal decimal) {
            text.append(decimal.toPlainString());
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof Collection || value instanceof Map) {
            quoted(new String(Json.bytes(json -> Json.value(json, value)), UTF_8));
        } else if (value != null) {
            quoted(safe(value.toString()));
        }
        return this;
    }

    /** An instant or a name of ours, in which nothing has to be quoted; null for none. */
    CsvText plain(String word) {
        if (isLineBegun) {
            text.append(',');
        }
        isLineBegun = true;
        text.append(word == null ? "" : word);
        return this;
    }

    void endLine() {
        text.append(LINE_END);
        // Letters take one byte or two, in a text that has room for half as many more.
        holding.take((text.length() - noticed) * 3L);
        noticed = text.length();
        isLineBegun = false;
    }

    /** Gives up what there is to a stream. */
    void writeTo(OutputStream out) throws IOException {
        out.write(text.toString().getBytes(UTF_8));
        text.setLength(0);
        holding.giveBack(noticed * 3L);
        noticed = 0;
    }

    byte[] bytes() {
        holding.take(text.length());
        return text.toString().getBytes(UTF_8);
    }

    private String safe(String value) {
        boolean isFormula =
                form == Form.CSV_FOR_SPREADSHEETS && !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0;
        return isFormula ? "'" + value : value;
    }

    private void quoted(String value) {
        if (!value.isEmpty() && value.chars().noneMatch(CsvText::isSpecial)) {
            text.append(value);
        } else {
            text.append('"').append(value.replace("\"", "\"\"")).append('"');
        }
    }

    /** With blanks, which some readers take off the ends of a field, and the mark that they take off the first. */
    private static boolean isSpecial(int c) {
        return c == ',' || c == ';' || c == '"' || c <= ' ' || c == 0xFEFF;
    }
}
