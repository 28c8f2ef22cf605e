package io.tidemark.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Set;

/** Decodes JSON as a stream of tokens, straight into the components of the record. Owned by one thread. */
final class JsonDecoder<E> implements EventDecoder<E> {
    // Names are canonical within a factory; interning them for the whole JVM would let unknown names pile up there.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final JsonRecord<E> event;
    /** The same decisions for most records, sooner; null if no record of this class can be plain. */
    private final FlatJson<E> plain;

    /** @param read the components that are read of the events */
    JsonDecoder(RecordSchema<E> schema, Set<String> read) {
        event = new JsonRecord<>(schema, "");
        plain = FlatJson.of(schema, read).orElse(null);
    }

    @Override
    public E decode(byte[] bytes, int offset, int length) throws DecodeException {
        E decoded = plain == null ? null : plain.decode(bytes, offset, length);
        return decoded != null ? decoded : decodeTokens(bytes, offset, length);
    }

    E decodeTokens(byte[] bytes, int offset, int length) throws DecodeException {
        checkStart(bytes, offset, length);
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            parser.nextToken();
            E decoded = event.read(parser);
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
