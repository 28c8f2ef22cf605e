package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import io.tidemark.event.head.RecordHead;
import io.tidemark.event.head.RecordHead.Entry;
import io.tidemark.function.Field;
import io.tidemark.manifest.Gap;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both layers make the same of a record's key and headers, and so does whoever declares them later. */
class KeysAndHeadersTest {
    private static final String TILE = " 2026-11-21T09:00:00Z";
    private static final String VALUE = "{'at':'2026-11-21T09:00:00Z','k':'v'}";

    @TempDir
    Path directory;

    private TwoLayers layers;

    record Plain(Instant at, String k) {}

    record Keyed(Instant at, @Key String k) {}

    record Traced(Instant at, @Header("trace") String k) {}

    record Sharded(Instant at, @Key int shard, String k) {}

    @BeforeEach
    void open() {
        layers = new TwoLayers(directory);
    }

    private static <E extends Record> TidemarkModel model(
            Class<E> event, Field<E, Instant> time, Field<E, String> group, UnaryOperator<StreamBuilder<E>> stream) {
        return model -> model.aggregation("a")
                .over(stream.apply(model.stream(TwoLayers.TOPIC, event).eventTime(time)))
                .groupBy("k", group)
                .tile(Duration.ofMinutes(5))
                .metric("n", count());
    }

    private static final TidemarkModel PLAIN = model(Plain.class, Plain::at, Plain::k, stream -> stream);
    private static final TidemarkModel KEPT =
            model(Plain.class, Plain::at, Plain::k, stream -> stream.keepKeys().keepHeaders());
    private static final TidemarkModel KEYED = model(Keyed.class, Keyed::at, Keyed::k, stream -> stream);
    private static final TidemarkModel TRACED = model(Traced.class, Traced::at, Traced::k, stream -> stream);
    private static final TidemarkModel SHARDED =
            model(Sharded.class, Sharded::at, s -> s.k() + s.shard(), stream -> stream);

    private static RecordHead head(String key, String... headers) {
        return new RecordHead(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                Arrays.stream(headers)
                        .map(header -> header.split("=", 2))
                        .map(header -> new Entry(header[0], header[1].getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    private void appendMixed() {
        layers.append(head("a", "trace=1"), VALUE);
        layers.append(head("b", "trace=1", "other=x", "trace=2"), VALUE);
        layers.append(head(null), VALUE);
        layers.append(head("a"), null);
        layers.append(head(null), null);
        layers.append(new RecordHead(new byte[] {(byte) 0xFF}, List.of(new Entry("trace", null))), VALUE);
        layers.append(head("a", "trace=2"), VALUE);
        layers.append(head("a"), "no event");
        layers.append(head("7"), VALUE);
    }

    private static final Map<String, List<Object>> BY_KEY = Map.of(
            "[a]" + TILE,
            List.of(2L),
            "[b]" + TILE,
            List.of(1L),
            "[7]" + TILE,
            List.of(1L),
            "[null]" + TILE,
            List.of(1L));
    private static final Map<String, List<Object>> BY_TRACE =
            Map.of("[1]" + TILE, List.of(1L), "[2]" + TILE, List.of(2L), "[null]" + TILE, List.of(3L));

    /** Both layers give this, each by itself; then a recompute gives it again. */
    private void check(TidemarkModel model, Map<String, List<Object>> expected) throws Exception {
        assertEquals(expected, layers.realtime(model));
        layers.archive(model);
        assertEquals(expected, layers.batch(model));
        layers.recompute(model);
        assertEquals(expected, layers.batch(model));
    }

    @Test
    void aKeyIsTheSameInBothLayersAndTombstonesAreRows() throws Exception {
        appendMixed();
        check(KEYED, BY_KEY);
        assertEquals(List.of("3: a"), layers.tombstones());
    }

    @Test
    void ofHeadersOfOneNameTheLastCounts() throws Exception {
        appendMixed();
        check(TRACED, BY_TRACE);
        assertEquals(List.of(), layers.tombstones(), "nobody asked for keys");
    }

    @Test
    void aKeyThatIsANumberRefusesWhatIsNone() throws Exception {
        appendMixed();
        check(SHARDED, Map.of("[v7]" + TILE, List.of(1L)));
    }

    @Test
    void whatWasKeptIsThereForAClassThatDeclaresItLater() throws Exception {
        appendMixed();
        check(KEPT, Map.of("[v]" + TILE, List.of(6L)));
        assertEquals(List.of("3: a"), layers.tombstones());
        check(KEYED, BY_KEY);
        check(TRACED, BY_TRACE);
        assertEquals(List.of(), layers.gaps(KEYED));
        assertEquals(List.of(), layers.gaps(TRACED));
    }

    @Test
    void whatWasNotKeptIsAGapThatSaysFromWhereItIsKnown() throws Exception {
        layers.append(head("a"), VALUE);
        layers.append(head("b"), VALUE);
        check(PLAIN, Map.of("[v]" + TILE, List.of(2L)));
        layers.append(head("a"), VALUE);
        layers.archive(KEYED);
        assertEquals(Map.of("[a]" + TILE, List.of(1L)), layers.batch(KEYED));
        List<Gap> gaps = layers.gaps(KEYED);
        assertEquals(1, gaps.size());
        assertEquals(2, gaps.get(0).offsets().end());
        assertEquals(
                "the archive does not tell keys, which were not kept then; known from offset 2",
                gaps.get(0).reason());
    }

    record Unused(Instant at, @Key String id, String k) {}

    @Test
    void aKeyThatNobodyReadsLimitsNothing() throws Exception {
        layers.append(head("a"), VALUE);
        check(PLAIN, Map.of("[v]" + TILE, List.of(1L)));
        TidemarkModel unused = model(Unused.class, Unused::at, Unused::k, stream -> stream);
        check(unused, Map.of("[v]" + TILE, List.of(1L)));
        assertEquals(List.of(), layers.gaps(unused));
    }

    @Test
    void whatIsQuarantinedIsDecodedAgainWithItsKey() throws Exception {
        layers.append(head("a"), "{'at':'2026-11-21T09:00:00Z','k':7}");
        check(KEPT, Map.of());
        check(KEYED, Map.of("[a]" + TILE, List.of(1L)));
    }

    @Test
    void whatIsQuarantinedWithoutItsKeyIsAGapToo() throws Exception {
        layers.append("{'at':'2026-11-21T09:00:00Z','k':7}");
        layers.archive(PLAIN);
        assertEquals(Map.of(), layers.batch(KEYED));
        assertEquals(1, layers.gaps(KEYED).size());
    }
}
