package io.tidemark.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What a record's class does not hold of the record that was decoded last, as the text of one JSON object: fields that it
 * does not declare, and fields whose value says more than the class can hold. Reused from record to record. Owned by one
 * thread.
 */
public final class UndeclaredFields {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final boolean kept;
    private byte[] text;
    private int length;
    private boolean more;

    private UndeclaredFields(boolean kept) {
        this.kept = kept;
        this.text = new byte[kept ? 256 : 0];
    }

    /** They are taken down. */
    public static UndeclaredFields kept() {
        return new UndeclaredFields(true);
    }

    /** They are passed over. */
    public static UndeclaredFields dropped() {
        return new UndeclaredFields(false);
    }

    /**
     * The names in a text that was kept.
     *
     * @throws DecodeException if it is none
     */
    public static Set<String> names(byte[] text) throws DecodeException {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                names.add(name);
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new DecodeException("undeclared fields: " + e.getMessage());
        }
        return names;
    }

    public boolean areKept() {
        return kept;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The text, in UTF-8, in the first {@link #length} bytes of an array that the next record changes. */
    public byte[] text() {
        return text;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
        more = false;
    }

    /** Says that the value being read holds more than the class does. */
    public void tellMore() {
        more = true;
    }

    /** Whether {@link #tellMore} was called since this was asked last. */
    public boolean takeMore() {
        boolean told = more;
        more = false;
        return told;
    }

    /** @param quotedNameFrom the name stands there as JSON writes it */
    public void add(byte[] bytes, int quotedNameFrom, int quotedNameEnd, int valueFrom, int valueEnd) {
        begin(quotedNameEnd - quotedNameFrom + valueEnd - valueFrom + 3);
        put(bytes, quotedNameFrom, quotedNameEnd);
        text[length++] = ':';
        put(bytes, valueFrom, valueEnd);
        text[length++] = '}';
    }

    public void add(String name, byte[] bytes, int valueFrom, int valueEnd) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(name);
        begin(quoted.length + valueEnd - valueFrom + 5);
        text[length++] = '"';
        put(quoted, 0, quoted.length);
        text[length++] = '"';
        text[length++] = ':';
        put(bytes, valueFrom, valueEnd);
        text[length++] = '}';
    }

    /** @param value null if the field is empty */
    public void addText(String name, String value) {
        byte[] json = value == null
                ? "null".getBytes(StandardCharsets.US_ASCII)
                : ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"')
                        .getBytes(StandardCharsets.UTF_8);
        add(name, json, 0, json.length);
    }

    private void begin(int room) {
        if (text.length < length + room) {
            text = Arrays.copyOf(text, 2 * (length + room));
        }
        if (length == 0) {
            text[length++] = '{';
        } else {
            text[length - 1] = ',';
        }
    }

    private void put(byte[] bytes, int from, int end) {
        System.arraycopy(bytes, from, text, length, end - from);
        length += end - from;
    }
}
