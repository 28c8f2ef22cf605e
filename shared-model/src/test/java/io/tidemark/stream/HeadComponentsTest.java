package io.tidemark.stream;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.Name;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import io.tidemark.event.head.RecordHead;
import io.tidemark.event.head.RecordHead.Entry;
import io.tidemark.event.json.Json;
import io.tidemark.model.DefinitionException;
import io.tidemark.model.Model;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an event has of its record's key and headers. */
class HeadComponentsTest {
    private static final String AT = "2026-11-21T09:00:00Z";

    /** Of each kind. */
    public record Order(Instant at, @Key String id, int n, @Header("trace") Optional<String> trace) {}

    /** That cannot be absent. */
    public record Numbered(@Key long id, @Header("shard") int shard, Instant at) {}

    private static <E> StreamDecoder<E> decoder(Class<E> event, EventFormat format) {
        return new StreamDecoder<>(new StreamDefinition<>("t", event, format, e -> 0, Optional.empty()));
    }

    private static RecordHead head(String key, String... headers) {
        List<Entry> entries = new java.util.ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            entries.add(new Entry(headers[i], bytes(headers[i + 1])));
        }
        return new RecordHead(bytes(key), entries);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static <E> E decode(StreamDecoder<E> decoder, RecordHead head, String value) throws DecodeException {
        byte[] bytes = bytes(value);
        return decoder.decode(bytes, 0, bytes.length, head, 0);
    }

    @Test
    void keyAndHeadersStandBesideTheFieldsOfTheValue() throws Exception {
        StreamDecoder<Order> json = decoder(Order.class, new Json());
        Order order = new Order(Instant.parse(AT), "o-1", 7, Optional.of("b"));

        assertEquals(order, decode(json, head("o-1", "trace", "a", "other", "x", "trace", "b"), json(",'id':'no'")));
        assertEquals(
                order,
                decode(decoder(Order.class, new Csv()), head("o-1", "trace", "b"), AT + ",7"),
                "a line has no column for them");
        assertEquals(
                new Order(Instant.parse(AT), null, 7, Optional.empty()),
                decode(json, RecordHead.NONE, json("")),
                "and nothing of the record before");
        assertEquals(
                new Order(Instant.parse(AT), "", 7, Optional.empty()),
                decode(json, head("", "trace", null), json("")),
                "an empty key is a text, a header without a value is none");
        assertTrue(json.readsHead());
    }

    private static String json(String more) {
        return ("{'at':'" + AT + "','n':7" + more + "}").replace('\'', '"');
    }

    @Test
    void whatIsNotAsItIsWantedRefusesTheRecord() throws Exception {
        StreamDecoder<Order> json = decoder(Order.class, new Json());
        RecordHead binary = new RecordHead(new byte[] {(byte) 0xC3, 0x28}, List.of());
        assertEquals("key: is not text in UTF-8", refusal(json, binary, json("")));
        StreamDecoder<Numbered> numbered = decoder(Numbered.class, new Json());
        assertEquals(new Numbered(12, -3, Instant.parse(AT)), decode(numbered, head("12", "shard", "-3"), json("")));
        assertEquals("key: is missing", refusal(numbered, head(null, "shard", "1"), json("")));
        assertEquals("header shard: is missing", refusal(numbered, head("12"), json("")));
        assertEquals("key: twelve is not a whole number", refusal(numbered, head("twelve", "shard", "1"), json("")));
        assertEquals(
                "header shard: 3000000000 is out of the range of int",
                refusal(numbered, head("1", "shard", "3000000000"), json("")));
    }

    private static String refusal(StreamDecoder<?> decoder, RecordHead head, String value) {
        return assertThrows(DecodeException.class, () -> decode(decoder, head, value))
                .getMessage();
    }

    /** Inside of another. */
    public record Inner(@Key String id) {}

    /** Whose faults are all told together. */
    public record Faulty(
            Instant at, Inner inner, @Key List<String> keys, @Key @Name("x") String both, @Header(" ") String blank) {}

    @Test
    void whatCannotBeReadFromThereIsAFaultOfTheModel() {
        String faults = assertThrows(
                        DefinitionException.class,
                        () -> Model.of(model -> model.aggregation("a")
                                .over(model.stream("t", Faulty.class).eventTime(Faulty::at))
                                .allTime()
                                .metric("n", count())))
                .getMessage();
        for (String fault : List.of(
                "\"inner.id\": is read from the key inside of another record; declare it in the event itself",
                "\"keys\": java.util.List<java.lang.String> cannot be read from the key",
                "\"both\": is read from the key and from elsewhere; leave one annotation",
                "\"blank\": the name of its header is blank")) {
            assertTrue(faults.contains(fault), faults);
        }
    }

    /** A format that makes the whole event. */
    private record Whole() implements EventFormat {
        @Override
        public String name() {
            return "whole";
        }

        @Override
        public <E> EventDecoder<E> decoder(Class<E> event) {
            return (bytes, offset, length) -> null;
        }
    }

    @Test
    void aFormatThatMakesEventsAsAWholeHasNoPlaceForThem() {
        String faults = assertThrows(
                        DefinitionException.class,
                        () -> Model.of(model -> model.aggregation("a")
                                .over(model.stream("t", Order.class)
                                        .format(new Whole())
                                        .eventTime(Order::at))
                                .allTime()
                                .metric("n", count())))
                .getMessage();
        assertTrue(faults.contains("id: a format that makes events as a whole leaves no component"), faults);
    }

    @Test
    void theArchiveKeepsThemIfSomebodyAsksOrReadsThem() {
        StreamDefinition<Inner> keyed = new StreamDefinition<>("t", Inner.class, new Json(), e -> 0, Optional.empty());
        assertTrue(keyed.keepsKeys());
        assertFalse(keyed.keepsHeaders());
        assertNull(RecordHead.NONE.key());
    }
}
