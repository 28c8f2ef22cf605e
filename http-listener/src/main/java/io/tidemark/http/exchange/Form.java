package io.tidemark.http.exchange;

import java.util.List;
import java.util.Locale;

/** In which form an answer is wanted, as the header Accept says. */
public enum Form {
    JSON,
    /** Every text as it is. */
    CSV,
    /** {@code text/csv; escape=formulas}: no text is taken for a formula. */
    CSV_FOR_SPREADSHEETS;

    private static final String CSV_TYPE = "text/csv";

    /**
     * The form that is wanted most.
     *
     * @param ranges of media types, the best first
     */
    public static Form of(List<String> ranges) {
        for (String range : ranges) {
            String type = range.replace(" ", "").toLowerCase(Locale.ROOT);
            if (type.equals(CSV_TYPE) || type.startsWith(CSV_TYPE + ";")) {
                return type.contains(";escape=formulas") ? CSV_FOR_SPREADSHEETS : CSV;
            }
            if (type.startsWith(Reply.JSON) || type.startsWith("application/*")) {
                return JSON;
            }
        }
        return JSON;
    }
}
