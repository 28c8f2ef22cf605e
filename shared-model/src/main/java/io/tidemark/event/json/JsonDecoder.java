package io.tidemark.event.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.value.ByteOrderMark;
import java.io.IOException;
import java.util.Set;

/** Decodes JSON as a stream of tokens, straight into the values of the components. Owned by one thread. */
final class JsonDecoder implements FieldDecoder {
    // Names are canonical within a factory; interning them for the whole JVM would let unknown names pile up there.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final JsonRecord event;
    private final UndeclaredFields undeclared;
    /** The same decisions for most records, sooner; null if no record of this class can be plain. */
    private final FlatJson plain;

    private JsonDecoder(JsonRecord event, UndeclaredFields undeclared, FlatJson plain) {
        this.event = event;
        this.undeclared = undeclared;
        this.plain = plain;
    }

    /** @param read the components that are read of the events */
    static JsonDecoder of(RecordSchema<?> schema, Set<String> read, UndeclaredFields undeclared) {
        return new JsonDecoder(
                JsonRecord.of(schema, undeclared),
                undeclared,
                FlatJson.of(schema, read, undeclared).orElse(null));
    }

    /** For objects that hold some components alone. */
    static JsonDecoder ofSome(RecordSchema<?> schema, Set<String> components) {
        UndeclaredFields dropped = UndeclaredFields.dropped();
        return new JsonDecoder(JsonRecord.ofSome(schema, components, dropped), dropped, null);
    }

    @Override
    public ComponentValues decode(byte[] bytes, int offset, int length) throws DecodeException {
        undeclared.clear();
        ComponentValues decoded = plain == null ? null : plain.decode(bytes, offset, length);
        if (decoded != null) {
            return decoded;
        }
        int mark = ByteOrderMark.length(bytes, offset, length);
        return decodeTokens(bytes, offset + mark, length - mark);
    }

    ComponentValues decodeTokens(byte[] bytes, int offset, int length) throws DecodeException {
        undeclared.clear();
        checkStart(bytes, offset, length);
        if (!Utf8.isWellFormed(bytes, offset, offset + length)) {
            throw new DecodeException("json: is not UTF-8");
        }
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            parser.nextToken();
            ComponentValues decoded = event.readWhole(parser, bytes, offset);
            if (parser.nextToken() != null) {
                throw new DecodeException("json: more follows after the object");
            }
            return decoded;
        } catch (JsonProcessingException e) {
            throw new DecodeException("json: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new DecodeException("json: " + e.getMessage());
        }
    }

    /** Jackson would guess the encoding and read arrays and bare values too. */
    private static void checkStart(byte[] bytes, int offset, int length) throws DecodeException {
        int at = offset;
        int end = offset + length;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        if (at == end) {
            throw new DecodeException("json: is empty");
        }
        if (bytes[at] != '{') {
            throw new DecodeException("json: is not an object in UTF-8");
        }
        for (int i = offset; i < Math.min(end, offset + 4); i++) {
            if (bytes[i] == 0) {
                throw new DecodeException("json: is not an object in UTF-8");
            }
        }
    }
}
