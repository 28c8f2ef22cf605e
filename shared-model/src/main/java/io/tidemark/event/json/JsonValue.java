package io.tidemark.event.json;

import com.fasterxml.jackson.core.JsonParser;
import io.tidemark.event.DecodeException;
import java.io.IOException;

/** Reads the value at which the parser stands, which is not null, and leaves the parser at its last token. */
@FunctionalInterface
interface JsonValue {
    Object read(JsonParser parser) throws IOException, DecodeException;
}
