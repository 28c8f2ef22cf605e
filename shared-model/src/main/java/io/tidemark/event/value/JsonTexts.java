package io.tidemark.event.value;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Values as JSON writes them. */
public final class JsonTexts {
    private JsonTexts() {}

    public static void addQuoted(String text, StringBuilder to) {
        to.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, to);
        to.append('"');
    }
}
