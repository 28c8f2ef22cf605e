package io.tidemark.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** One JSON object a record; fields that the record class does not have are ignored. */
public record Json() implements EventFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public <E> EventDecoder<E> decoder(Class<E> event) {
        ObjectReader reader = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readerFor(event);
        return (bytes, offset, length) -> {
            try {
                return reader.readValue(bytes, offset, length);
            } catch (IOException e) {
                throw new DecodeException(e.getMessage(), e);
            }
        };
    }
}
