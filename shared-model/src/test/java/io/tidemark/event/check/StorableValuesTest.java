package io.tidemark.event.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.UnstorableGroupException;
import io.tidemark.function.Field;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What decoding accepts, and what a definition may group by, is no wider than what can be stored. */
class StorableValuesTest {
    record Inner(LocalDate day) {}

    record Wide(
            LocalDate day,
            Optional<LocalDate> maybe,
            List<LocalDate> days,
            Map<String, LocalDate> named,
            Inner inner,
            char letter,
            BigDecimal price,
            Instant at) {}

    record Flat(LocalDate day, BigDecimal price, Instant at, String text) {}

    private static final String FAR = "+999999999-12-31";
    private static final String REASON = ": " + FAR + " is out of the range of dates that can be stored";

    private static <E> E decode(Class<E> event, EventFormat format, String text) throws DecodeException {
        byte[] bytes = text.getBytes(UTF_8);
        return new StreamDecoder<>(new StreamDefinition<>("t", event, format, e -> 0, Optional.empty()))
                .decode(bytes, 0, bytes.length, 0);
    }

    private static String fault(Class<?> event, EventFormat format, String text) {
        return assertThrows(DecodeException.class, () -> decode(event, format, text))
                .getMessage();
    }

    @Test
    void aDateWhoseDaysDoNotFitIntoAnIntIsRefusedAtAnyDepth() {
        String letter = "\"letter\":\"a\",";
        assertEquals("day" + REASON, fault(Wide.class, new Json(), "{" + letter + "\"day\":\"" + FAR + "\"}"));
        assertEquals("maybe" + REASON, fault(Wide.class, new Json(), "{" + letter + "\"maybe\":\"" + FAR + "\"}"));
        assertEquals("days[]" + REASON, fault(Wide.class, new Json(), "{" + letter + "\"days\":[\"" + FAR + "\"]}"));
        assertEquals(
                "named{}" + REASON, fault(Wide.class, new Json(), "{" + letter + "\"named\":{\"x\":\"" + FAR + "\"}}"));
        assertEquals(
                "inner.day" + REASON,
                fault(Wide.class, new Json(), "{" + letter + "\"inner\":{\"day\":\"" + FAR + "\"}}"));
        assertEquals("day" + REASON, fault(Flat.class, new Csv(), FAR + ",1,,x"));
    }

    @Test
    void theLastDayThatFitsIsTaken() throws DecodeException {
        LocalDate last = LocalDate.ofEpochDay(Integer.MAX_VALUE);
        LocalDate first = LocalDate.ofEpochDay(Integer.MIN_VALUE);
        assertEquals(last, decode(Flat.class, new Csv(), last + ",1,,x").day());
        assertEquals(first, decode(Flat.class, new Csv(), first + ",1,,x").day());
        assertEquals(
                "day: " + last.plusDays(1) + " is out of the range of dates that can be stored",
                fault(Flat.class, new Csv(), last.plusDays(1) + ",1,,x"));
    }

    @Test
    void aFormatOfAUsersIsHeldToTheSame() {
        Wide far = new Wide(LocalDate.MAX, Optional.empty(), null, null, null, 'a', null, null);
        assertEquals("day" + REASON, fault(Wide.class, new Given(far), ""));
        Wide half = new Wide(null, Optional.empty(), null, null, null, '\ud800', null, null);
        assertEquals(
                "letter: ? is not one character",
                fault(Wide.class, new Given(half), "").replace('\ud800', '?'));
        Wide inside = new Wide(null, Optional.empty(), List.of(LocalDate.MAX), null, null, 'a', null, null);
        assertEquals("days[]" + REASON, fault(Wide.class, new Given(inside), ""));
        Wide deep = new Wide(null, Optional.empty(), null, null, new Inner(LocalDate.MAX), 'a', null, null);
        assertEquals("inner.day" + REASON, fault(Wide.class, new Given(deep), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59.999999Z",
                "2263-01-01T00:00:00.000001Z",
                "1969-12-31T23:59:59.999999Z",
                "1600-02-29T12:00:00Z",
                "-200000-01-01T00:00:00.5Z",
                "+200000-01-01T00:00:00.5Z"
            })
    void anInstantIsAGroupAsFarAsMicrosecondsReach(String text) {
        GroupCodec codec = codec(GroupType.INSTANT);
        Instant asked = (Instant) GroupType.INSTANT.parse(text);
        assertEquals(List.of(asked), codec.values(codec.key(List.of(asked))));
    }

    @Test
    void groupsOfInstantsAreCutTowardsThePast() {
        GroupCodec codec = codec(GroupType.INSTANT);
        assertEquals(
                List.of(Instant.parse("1969-12-31T23:59:59.999999Z")),
                codec.values(codec.key(List.of(Instant.parse("1969-12-31T23:59:59.999999999Z")))));
    }

    @Test
    void whatCannotBeStoredIsNoGroup() {
        assertThrows(
                UnstorableGroupException.class, () -> codec(GroupType.INSTANT).key(List.of(Instant.MAX)));
        assertThrows(UnstorableGroupException.class, () -> codec(GroupType.DATE).key(List.of(LocalDate.MAX)));
        assertThrows(
                UnstorableGroupException.class, () -> codec(GroupType.STRING).key(List.of("x\ud800")));
        assertThrows(
                UnstorableGroupException.class, () -> codec(GroupType.STRING).key(List.of("x".repeat((1 << 20) + 1))));
        for (String asked : new String[] {"+1000000000-12-31T23:59:59Z", "no"}) {
            assertThrows(IllegalArgumentException.class, () -> GroupType.INSTANT.parse(asked));
        }
        assertThrows(IllegalArgumentException.class, () -> GroupType.DATE.parse(FAR));
        assertEquals(
                Arrays.asList((Object) null),
                codec(GroupType.DATE).values(codec(GroupType.DATE).key(Arrays.asList((Object) null))));
    }

    private static GroupCodec codec(GroupType type) {
        Field<Flat, ?> none = flat -> null;
        return new GroupCodec(List.of(new GroupField<>("g", none, type)));
    }

    private record Given(Wide event) implements EventFormat {
        @Override
        public String name() {
            return "given";
        }

        @Override
        public <E> EventDecoder<E> decoder(Class<E> type) {
            return (bytes, offset, length) -> type.cast(event);
        }
    }
}
