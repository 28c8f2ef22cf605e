package io.tidemark.event.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorableCheckTest {
    record Event(Instant at, Optional<String> note, List<String> texts, Map<String, Instant> times) {}

    /** A format of a user's, which makes what it is told to make. */
    private record Given(Event event) implements EventFormat {
        @Override
        public String name() {
            return "given";
        }

        @Override
        public <E> EventDecoder<E> decoder(Class<E> type) {
            return (bytes, offset, length) -> type.cast(event);
        }
    }

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");

    private static Event decode(Event event) throws DecodeException {
        return new StreamDecoder<>(new StreamDefinition<>("t", Event.class, new Given(event), e -> 0, Optional.empty()))
                .decode(new byte[0], 0, 0, 0);
    }

    private static String fault(Event event) {
        return assertThrows(DecodeException.class, () -> decode(event)).getMessage();
    }

    @Test
    void whatSurvivesStoringPasses() throws DecodeException {
        Event event = new Event(AT, Optional.of("😀"), Arrays.asList("a", null), Map.of("k", AT));
        assertEquals(event, decode(event));
    }

    @Test
    void whatWouldComeBackAsAnotherIsRefused() {
        Event fine = new Event(AT, Optional.empty(), null, null);
        assertEquals(
                "at: 2026-01-01T00:00:00.123456001Z is finer than a microsecond",
                fault(new Event(AT.plusNanos(1), fine.note(), null, null)));
        assertEquals(
                "at: +1000000000-12-31T23:59:59.999999999Z is too far from 1970",
                fault(new Event(Instant.MAX, fine.note(), null, null)));
        assertEquals("note: is null, not Optional.empty()", fault(new Event(AT, null, null, null)));
        assertEquals(
                "texts[]: is not Unicode text, half a surrogate pair at 1",
                fault(new Event(AT, fine.note(), List.of("x\ud800"), null)));
        assertEquals(
                "times{}: 2026-01-01T00:00:00.123456001Z is finer than a microsecond",
                fault(new Event(AT, fine.note(), null, Map.of("k", AT.plusNanos(1)))));
        assertEquals("Event: is missing", fault(null));
    }
}
