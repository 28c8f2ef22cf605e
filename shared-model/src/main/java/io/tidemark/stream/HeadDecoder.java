package io.tidemark.stream;

import io.tidemark.event.Component;
import io.tidemark.event.Component.Source;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.check.TextComponent;
import io.tidemark.event.head.RecordHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads those components of an event that its record's key and headers hold, as text in UTF-8. Owned by one thread. */
final class HeadDecoder {
    private final List<Part> parts;

    private record Part(Component component, String place, TextComponent text) {}

    HeadDecoder(RecordSchema<?> schema) {
        parts = schema.beside().stream().map(HeadDecoder::part).toList();
    }

    private static Part part(Component component) {
        String place = component.source() == Source.KEY ? "key" : "header " + component.nameInLog();
        return new Part(component, place, new TextComponent(component, place));
    }

    /** Puts them among the values, which hold the others. */
    void take(RecordHead head, ComponentValues values) throws DecodeException {
        for (Part part : parts) {
            byte[] bytes = part.component().source() == Source.KEY
                    ? head.key()
                    : head.last(part.component().nameInLog());
            part.text().take(bytes == null ? null : text(part.place(), bytes), values);
        }
    }

    private static String text(String place, byte[] bytes) throws DecodeException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(place + ": is not text in UTF-8", e);
        }
    }
}
