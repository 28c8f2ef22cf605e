package io.tidemark.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.UserCodeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RawValuesTest {
    record Price(long cents) {
        Price {
            if (cents < 0) {
                throw new IllegalArgumentException("negative");
            }
            cents = cents * 100;
        }
    }

    record Order(String id, Price price, List<Price> extras, Map<String, Price> fees, Optional<Price> tip) {
        Order {
            id = id.toUpperCase(java.util.Locale.ROOT);
        }
    }

    record Thrower(int kind) {
        Thrower {
            switch (kind) {
                case 1 -> throw new AssertionError("one");
                case 2 -> throw new NoClassDefFoundError("io/gone/Missing");
                case 3 -> throw new OutOfMemoryError("mine");
                case 4 -> sneak(new Exception("checked"));
                case 5 -> deep(0);
                default -> {}
            }
        }

        private static int deep(int n) {
            return deep(n + 1) + 1;
        }

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> void sneak(Throwable thrown) throws X {
            throw (X) thrown;
        }
    }

    private static <E> StreamDecoder<E> decoder(Class<E> event, EventFormat format) {
        return new StreamDecoder<>(new StreamDefinition<>("t", event, format, e -> 0, Optional.empty()));
    }

    private static ComponentValues values(Class<?> type, String text) throws DecodeException {
        byte[] bytes = text.getBytes(UTF_8);
        return new Json()
                .fields(type, EventFormat.allComponents(type), UndeclaredFields.dropped())
                .decode(bytes, 0, bytes.length);
    }

    private static <E> E decode(StreamDecoder<E> decoder, String text) throws DecodeException {
        byte[] bytes = text.getBytes(UTF_8);
        return decoder.decode(bytes, 0, bytes.length, 0);
    }

    @Test
    void theConstructorRunsOnceOnWhatTheLogSays() throws DecodeException {
        StreamDecoder<Price> decoder = decoder(Price.class, new Json());
        ComponentValues values = values(Price.class, "{\"cents\":7}");
        assertEquals(7, values.longAt(0));
        assertEquals(700, decoder.make(values, 0).cents());
        assertEquals(7, values.longAt(0), "the values are as they were, to be stored or to make another");
        assertEquals(700, decoder.make(values, 0).cents());
        assertEquals(700, decode(decoder, "{\"cents\":7}").cents());
        assertEquals(700, decode(decoder(Price.class, new Csv()), "7").cents());
    }

    @Test
    void recordsInsideAreValuesUntilTheirConstructorsRun() throws DecodeException {
        StreamDecoder<Order> decoder = decoder(Order.class, new Json());
        String json =
                """
                {"id":"a","price":{"cents":1},"extras":[{"cents":2},null,{"cents":3}],"fees":{"x":{"cents":4}},
                 "tip":{"cents":5}}""";
        ComponentValues values = values(Order.class, json);
        assertEquals("a", values.objectAt(0));
        assertEquals(1, ((ComponentValues) values.objectAt(1)).longAt(0));
        assertEquals(3, ((ComponentValues) ((List<?>) values.objectAt(2)).get(2)).longAt(0));
        Order made = decoder.make(values, 0);
        assertEquals(
                "Order[id=A, price=Price[cents=100], extras=[Price[cents=200], null, Price[cents=300]],"
                        + " fees={x=Price[cents=400]}, tip=Optional[Price[cents=500]]]",
                made.toString());
        assertEquals(2, ((ComponentValues) ((List<?>) values.objectAt(2)).get(0)).longAt(0));
        assertEquals(made, decode(decoder, json));
        assertEquals(Optional.empty(), decode(decoder, "{\"id\":\"b\"}").tip());
    }

    @Test
    void aConstructorInsideRefusesTheWholeRecord() {
        StreamDecoder<Order> decoder = decoder(Order.class, new Json());
        String negative = "java.lang.IllegalArgumentException: negative";
        assertEquals("Order: " + negative, fault(decoder, "{\"id\":\"a\",\"price\":{\"cents\":-1}}"));
        assertEquals("Order: " + negative, fault(decoder, "{\"id\":\"a\",\"extras\":[{\"cents\":-1}]}"));
        assertEquals("Order: " + negative, fault(decoder, "{\"id\":\"a\",\"fees\":{\"k\":{\"cents\":-1}}}"));
        assertTrue(fault(decoder, "{}").startsWith("Order: java.lang.NullPointerException"));
        assertEquals("Price: " + negative, fault(decoder(Price.class, new Csv()), "-1"));
    }

    @Test
    void whateverAConstructorThrowsCostsTheRecordButForMissingClassesAndTheMachinesErrors() {
        StreamDecoder<Thrower> decoder = decoder(Thrower.class, new Json());
        assertEquals("Thrower: java.lang.AssertionError: one", fault(decoder, "{\"kind\":1}"));
        assertEquals(
                "Thrower: java.lang.IllegalArgumentException: java.lang.Exception: checked",
                fault(decoder, "{\"kind\":4}"));
        assertEquals("Thrower: java.lang.StackOverflowError", fault(decoder, "{\"kind\":5}"));
        UserCodeException missing = assertThrows(UserCodeException.class, () -> decode(decoder, "{\"kind\":2}"));
        assertEquals("TM-CODE-001", missing.fault().code());
        assertEquals("stream \"t\", constructor", missing.fault().place());
        assertTrue(missing.getMessage().contains("io/gone/Missing"), missing.getMessage());
        UserCodeException large = assertThrows(UserCodeException.class, () -> decode(decoder, "{\"kind\":3}"));
        assertEquals("TM-CODE-007", large.fault().code());
        assertEquals("stream \"t\", constructor", large.fault().place());
    }

    @Test
    void userCodeIsToldFromBytesThatAreNoEvent() {
        StreamDecoder<Price> decoder = decoder(Price.class, new Json());
        assertTrue(refusal(decoder, "{\"cents\":-1}").isOfUserCode());
        assertFalse(refusal(decoder, "{\"cents\":\"x\"}").isOfUserCode());
        assertFalse(refusal(decoder, "garbage").isOfUserCode());
    }

    private static String fault(StreamDecoder<?> decoder, String text) {
        return refusal(decoder, text).getMessage();
    }

    private static DecodeException refusal(StreamDecoder<?> decoder, String text) {
        return assertThrows(DecodeException.class, () -> decode(decoder, text));
    }
}
