package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.DecodeException;
import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import io.tidemark.event.head.RecordHead;
import io.tidemark.event.head.RecordHead.Entry;
import io.tidemark.fold.GroupCodec;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.testkit.PlainFold;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, headers and tombstones on a real broker: both layers are the plain fold, for who declares them later too. */
final class KeysAndHeadersIT {
    private static final String TOPIC = "keys-and-headers";
    private static final Duration TILE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private final List<Sent> sent = new ArrayList<>();

    private record Sent(RecordHead head, String value) {}

    /** Neither its key nor its headers are declared, but they are kept. */
    public static final class Before implements TidemarkModel {
        /** Of the value alone. */
        public record Visit(Instant at, String page) {}

        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream(TOPIC, Visit.class)
                    .eventTime(Visit::at)
                    .keepKeys()
                    .keepHeaders();
            model.aggregation("pages")
                    .over(visits)
                    .groupBy("page", Visit::page)
                    .tile(TILE)
                    .metric("n", count());
        }
    }

    /** Both are declared. */
    public static final class After implements TidemarkModel {
        /** Of all of the record. */
        public record Visit(Instant at, String page, @Key String visitor, @Header("trace") String trace) {}

        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream(TOPIC, Visit.class).eventTime(Visit::at);
            model.aggregation("visitors")
                    .over(visits)
                    .groupBy("visitor", Visit::visitor)
                    .groupBy("trace", Visit::trace)
                    .tile(TILE)
                    .metric("n", count());
        }
    }

    @Test
    void bothLayersAreThePlainFoldAlsoForAClassThatDeclaresThemLater() {
        Node.topic(TOPIC).create(1, Map.of("message.timestamp.type", "LogAppendTime"));
        sendMixed();
        try (Node node = Node.start(new Before(), directory)) {
            node.awaitBatch("pages", "n", plainly(new Before()));
            assertEquals(2, tombstones(node), "one with a key, one without");
            node.awaitNoFault();
        }
        sendMixed();
        try (Node node = Node.start(new After(), directory)) {
            node.awaitBatch("visitors", "n", plainly(new After()));
            assertEquals(4, tombstones(node));
            // What is there already is batch's; what comes now is realtime's first.
            sendMixed();
            node.await("visitors", "n", plainly(new After()));
            node.awaitBatch("visitors", "n", plainly(new After()));
            node.awaitNoFault();
        }
    }

    private void sendMixed() {
        send(head("ada", "trace", "1"), page("a"));
        send(head("ada", "trace", "1", "other", "x", "trace", "2"), page("b"));
        send(head("bob"), page("a"));
        send(head(null, "trace", "2"), page("a"));
        send(head("", "trace", ""), page("a"));
        send(head("ada", "trace", null), page("b"));
        send(new RecordHead(new byte[] {(byte) 0xFE, 1}, List.of()), page("a"));
        send(
                new RecordHead("eve".getBytes(StandardCharsets.UTF_8), List.of(new Entry("trace", new byte[] {-1}))),
                page("a"));
        send(head("ada", "trace", "3"), null);
        send(head(null), null);
        send(head("ada"), "no event");
    }

    private void send(RecordHead head, String value) {
        Node.topic(TOPIC).sendHeaded(0, head, value);
        sent.add(new Sent(head, value));
    }

    private static String page(String page) {
        return "{\"at\":\"2026-11-21T09:00:00Z\",\"page\":\"" + page + "\"}";
    }

    private static RecordHead head(String key, String... headers) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            entries.add(new Entry(headers[i], bytes(headers[i + 1])));
        }
        return new RecordHead(bytes(key), entries);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The figures of a model's aggregation over all that was sent. */
    private Map<String, Long> plainly(TidemarkModel model) {
        return plainly(Model.of(model).aggregations().get(0));
    }

    private <E> Map<String, Long> plainly(AggregationDefinition<E> definition) {
        PlainFold<E> fold = new PlainFold<>(definition);
        StreamDecoder<E> decoder =
                new StreamDecoder<>(definition.input().plainStream().orElseThrow());
        for (int offset = 0; offset < sent.size(); offset++) {
            byte[] value = bytes(sent.get(offset).value());
            if (value == null) {
                continue;
            }
            try {
                E event =
                        decoder.decode(value, 0, value.length, sent.get(offset).head(), 0);
                fold.add(event, decoder.eventTimeMillis(), 0, offset);
            } catch (DecodeException quarantined) {
                // Counts nowhere.
            }
        }
        Map<String, Long> figures = new TreeMap<>();
        GroupCodec groups = new GroupCodec(definition.groups());
        fold.results().forEach((cell, results) -> {
            String group =
                    groups.values(cell.group()).stream().map(String::valueOf).collect(Collectors.joining(","));
            figures.merge(group, (Long) results.get(0), Long::sum);
        });
        return figures;
    }

    private static long tombstones(Node node) {
        long tombstones = 0;
        for (var partition : node.status().path("archive")) {
            tombstones += partition.path("tombstones").asLong();
        }
        return tombstones;
    }
}
