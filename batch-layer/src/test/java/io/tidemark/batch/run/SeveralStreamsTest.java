package io.tidemark.batch.run;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.first;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.engine.task.OrderedEngine;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.codec.ByteReader;
import io.tidemark.cut.Cut;
import io.tidemark.event.DecodeException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Events;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RunRequest;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over several topics at once: each view is the plain fold of what lies below its tidemark in all of them. */
final class SeveralStreamsTest {
    record Order(Instant at, String shop, String note, List<Long> cents) {}

    record Refund(Instant at, String shop, long cents, String note) {}

    record Paid(String shop, long cents, Instant due) {
        String group() {
            if (cents == 13) {
                throw new IllegalStateException("thirteen");
            }
            return shop;
        }
    }

    public static final class Shops implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            StreamBuilder<Order> orders = model.stream("orders", Order.class).eventTime(Order::at);
            StreamBuilder<Refund> refunds =
                    model.stream("refunds", Refund.class).eventTime(Refund::at);
            StreamBuilder<Refund> alone = model.stream("alone", Refund.class).eventTime(Refund::at);
            Events<Paid> all = model.union(
                    orders.flatMap(Paid.class, Shops::paid),
                    refunds.filter(r -> r.cents() > 0).map(Paid.class, r -> new Paid(r.shop(), -r.cents(), r.at())));
            aggregation(model, "paid", all);
            model.aggregation("refunds")
                    .over(refunds)
                    .where(r -> r.cents() != 5)
                    .groupBy("shop", Refund::shop)
                    .tile(Duration.ofMinutes(1))
                    .metric("n", count())
                    .metric("cents", sum(Refund::cents));
            aggregation(
                    model,
                    "due",
                    orders.filter(o -> !o.shop().equals("s0")).flatMap(Paid.class, Shops::paid, Paid::due));
            aggregation(model, "alone", alone.map(Paid.class, r -> new Paid(r.shop(), r.cents(), r.at())));
        }

        private static void aggregation(ModelBuilder model, String name, Events<Paid> over) {
            model.aggregation(name)
                    .over(over)
                    .groupBy("shop", Paid::group)
                    .tile(Duration.ofMinutes(1))
                    .metric("n", count())
                    .metric("cents", sum(Paid::cents))
                    .metric("first", first(Paid::cents));
        }

        private static List<Paid> paid(Order order) {
            List<Paid> paid = new ArrayList<>();
            for (long cents : order.cents()) {
                Instant due = cents == 17 ? null : order.at().plus(Duration.ofMinutes(cents));
                paid.add(cents == 0 ? null : new Paid(order.shop(), cents, due));
            }
            return paid;
        }
    }

    private static final Map<String, Integer> PARTITIONS = Map.of("orders", 2, "refunds", 3, "alone", 1);
    private static final RunRequest NEXT = new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, false);
    private static final RunRequest TO_THE_END =
            new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false);

    @TempDir
    Path directory;

    private final Model model = Model.of(new Shops());
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final InMemoryEventLog log = new InMemoryEventLog();
    private ArchiveWriter writer;
    private InMemoryLogReader reader;
    private boolean isOrdered;
    private int runs;

    private void begin() {
        PARTITIONS.forEach((topic, count) -> log.create(topic, count, false));
        writer = new ArchiveWriter(model.streams(), storage(), log, ArchiveSettings.DEFAULT, clock);
        reader = log.reader(writer, 1000);
        PARTITIONS.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                reader.add(log.partition(topic, partition));
            }
        });
    }

    private Storage storage() {
        return Storage.at(directory.resolve("root").toUri(), new Configuration(false));
    }

    /** Some time of the log; one topic may be silent. */
    private void append(SplittableRandom random, int records, String silent) {
        for (int i = 0; i < records; i++) {
            clock.advance(Duration.ofSeconds(random.nextInt(60)));
            String topic = List.of("orders", "refunds", "alone").get(random.nextInt(3));
            if (topic.equals(silent)) {
                continue;
            }
            Instant at = clock.instant().minusSeconds(random.nextInt(1000));
            String head =
                    "{\"at\": \"" + at + "\", \"shop\": \"s" + random.nextInt(3) + "\", \"note\": \"x\", \"cents\": ";
            List<Long> cents = new ArrayList<>();
            for (int items = random.nextInt(4); items > 0; items--) {
                cents.add((long) random.nextInt(30));
            }
            String value = random.nextInt(20) == 0
                    ? "garbage"
                    : head + (topic.equals("orders") ? cents.toString() : random.nextInt(-3, 30)) + "}";
            int partition = random.nextInt(PARTITIONS.get(topic));
            log.append(topic, partition, clock.millis(), value.getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < 5; i++) {
            writer.step(reader, Duration.ZERO);
        }
    }

    private RunResult run(RunRequest request) throws InterruptedException {
        Storage storage = storage();
        Archive archive = new Archive(storage);
        EngineSettings settings = EngineSettings.defaults()
                .withThreads(2)
                .withMemoryBytes(isOrdered ? 10_000 : 1 << 26)
                .withSpillDirectory(directory.resolve("spill"));
        Engine engine = isOrdered
                ? new OrderedEngine(model, storage, settings.withFileRows(20))
                : new LocalEngine(storage, archive, settings);
        return new Run(model, new Run.Between(storage, archive, new ManifestStore(storage, clock), engine, log, clock))
                .execute("run" + ++runs, 1, request, Progress.UNHEARD);
    }

    private AggregationView view(String aggregation) {
        return new ManifestStore(storage(), clock)
                .newest()
                .viewOrEmpty(model.aggregation(aggregation).orElseThrow().id());
    }

    private void check(String history) throws IOException {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            checkOne(definition, history);
        }
    }

    private <E> void checkOne(AggregationDefinition<E> definition, String history) throws IOException {
        AggregationView view = view(definition.name());
        PlainFold<E> plain = new PlainFold<>(definition);
        view.positions()
                .forEach((partition, position) ->
                        take(model.stream(partition.topic()).orElseThrow(), partition, position.offset(), plain));
        TileTable found = new TileTable(definition);
        for (ViewFile file : view.files()) {
            new FileBatchViews(storage())
                    .read(
                            file,
                            definition,
                            (group, tile, value) ->
                                    found.mergeEncoded(GroupKey.of(group), tile, new ByteReader(value)));
        }
        Map<Cell, List<Object>> results = new TreeMap<>();
        for (int row = 0; row < found.rows(); row++) {
            List<Object> values = new ArrayList<>();
            for (int m = 0; m < definition.metrics().size(); m++) {
                values.add(found.result(row, m));
            }
            results.put(new Cell(found.group(row), found.tile(row)), values);
        }
        assertEquals(plain.results(), results, history + ": " + definition.name());
    }

    private <S, E> void take(StreamDefinition<S> stream, PartitionId of, long end, PlainFold<E> plain) {
        StreamDecoder<S> decoder = new StreamDecoder<>(stream);
        for (InMemoryEventLog.Entry entry : log.everything(of.topic(), of.partition())) {
            if (entry.offset() >= end) {
                return;
            }
            try {
                S event = decoder.decode(entry.value(), 0, entry.value().length, entry.timestampMillis());
                plain.take(stream, event, decoder.eventTimeMillis(), of.partition(), entry.offset(), 0);
            } catch (DecodeException quarantined) {
                continue;
            }
        }
    }

    @Test
    void everyViewIsThePlainFoldOfAllItsTopics() throws Exception {
        live();
    }

    @Test
    void theSameIsFoldedInOtherProcesses() throws Exception {
        isOrdered = true;
        live();
    }

    private void live() throws Exception {
        begin();
        SplittableRandom random = new SplittableRandom(3);
        append(random, 300, "refunds");
        assertEquals(List.of(), run(NEXT).failures());
        check("one topic is silent");
        Set<String> topics = Set.of("orders");
        assertEquals(topics, topics(view("paid")));
        append(random, 400, "");
        assertEquals(List.of(), run(NEXT).failures());
        check("both");
        assertEquals(Set.of("orders", "refunds"), topics(view("paid")));
        append(random, 200, "orders");
        run(TO_THE_END);
        check("to the end");
        Instant middle = clock.instant().minus(Duration.ofHours(3));
        RunResult again = run(new RunRequest.Recompute(
                Set.of(),
                new TimeRange(middle.toEpochMilli(), middle.plusSeconds(3600).toEpochMilli())));
        check("an hour again");
        assertTrue(again.notes().stream().anyMatch(note -> note.startsWith("aggregation \"due\": all of the archive")));
        assertTrue(again.notes().stream().noneMatch(note -> note.startsWith("aggregation \"paid\": all of")));
        run(new RunRequest.Recompute(Set.of(), TimeRange.ALL));
        check("all again");
    }

    private static Set<String> topics(AggregationView view) {
        return view.positions().entrySet().stream()
                .filter(each -> each.getValue().offset() > 0)
                .map(each -> each.getKey().topic())
                .collect(Collectors.toSet());
    }

    @Test
    void aWindowIsSettledWhenItIsSoInEveryTopic() throws Exception {
        begin();
        append(new SplittableRandom(5), 300, "refunds");
        run(NEXT);
        Optional<AggregationView> published = Optional.of(view("paid")).filter(AggregationView::isPublished);
        // The log tells that nothing is in the silent topic.
        assertTrue(published.orElseThrow().settledUntilMillis(Set.of("orders", "refunds"), Cut.PROVEN) > 0);
        assertEquals(LogClock.NONE, published.get().settledUntilMillis(Set.of("orders", "unseen"), Cut.PROVEN));
    }

    @Test
    void aTopicWhoseArchiveCannotBeReadFailsWhoReadsIt() throws Exception {
        begin();
        append(new SplittableRandom(5), 300, "");
        Path archived = directory.resolve("root/archive/refunds/p0");
        Path first;
        try (var files = Files.list(archived)) {
            first = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.write(first, new byte[100]);
        RunResult result = run(NEXT);
        assertEquals(Set.of("due", "alone"), Set.copyOf(result.published()));
        assertEquals(
                Set.of("paid", "refunds"),
                result.failures().stream()
                        .flatMap(failure -> failure.aggregations().stream())
                        .collect(Collectors.toSet()));
    }
}
