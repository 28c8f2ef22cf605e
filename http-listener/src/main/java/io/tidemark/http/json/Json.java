package io.tidemark.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonGenerator.Feature;
import io.tidemark.fault.Fault;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How values become JSON: straight into bytes, no trees. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder().build().enable(Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    private static final ByteBudget UNCOUNTED = ByteBudget.unbounded();

    private Json() {}

    /** Something that writes itself. */
    @FunctionalInterface
    public interface Document {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * A text of two parts.
     *
     * @param lasting how many of its bytes are the first part
     */
    public record Text(byte[] bytes, int lasting) {}

    public static byte[] bytes(Document document) {
        return text(document, json -> {}, UNCOUNTED.open()).bytes();
    }

    /** What writes into a stream, which it neither flushes nor closes. */
    public static JsonGenerator into(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    }

    /**
     * One text of two documents, of which the second goes on where the first ends.
     *
     * @param holding takes notice of the bytes
     */
    public static Text text(Document lasting, Document rest, Holding holding) {
        JsonBytes out = new JsonBytes(holding);
        int first;
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            lasting.write(json);
            first = out.size() + json.getOutputBuffered();
            rest.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Text(out.toBytes(), first);
    }

    /** A result or a group's value: numbers, texts, truths, times, lists and maps of such; anything else by its text. */
    public static void value(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Collection<?> values) {
            json.writeStartArray();
            for (Object one : values) {
                value(json, one);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }

    /** A value that {@link #value} writes alike, and without running code of a user's. */
    public static Object plain(Object value) {
        if (value instanceof Long
                || value instanceof Double
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Float
                || value instanceof BigDecimal
                || value == null) {
            return value;
        } else if (value instanceof Collection<?> values) {
            List<Object> plain = new ArrayList<>();
            values.forEach(one -> plain.add(plain(one)));
            return plain;
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, one) -> plain.put(String.valueOf(key), plain(one)));
            return plain;
        }
        return value.toString();
    }

    /** A number that may not be known: then it is null, and never zero. */
    public static void longOrNull(JsonGenerator json, String field, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsLong());
        } else {
            json.writeNullField(field);
        }
    }

    /** An instant of event time, or null for the ends of all time. */
    public static void millis(JsonGenerator json, String field, long millis) throws IOException {
        if (millis == Long.MIN_VALUE || millis == Long.MAX_VALUE) {
            json.writeNullField(field);
        } else {
            json.writeFieldName(field);
            InstantJson.write(json, millis);
        }
    }

    /** The field {@code faults}. */
    public static void faults(JsonGenerator json, Iterable<Fault> faults) throws IOException {
        json.writeArrayFieldStart("faults");
        for (Fault fault : faults) {
            json.writeStartObject();
            json.writeStringField("code", fault.code());
            json.writeStringField("place", fault.place());
            json.writeStringField("fault", fault.fault());
            json.writeStringField("mend", fault.mend());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    public static void strings(JsonGenerator json, String field, Iterable<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
