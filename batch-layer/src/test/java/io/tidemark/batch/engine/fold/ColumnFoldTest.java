package io.tidemark.batch.engine.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.Division;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.merge.MergedRows;
import io.tidemark.batch.engine.merge.RowCursor;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.engine.merge.TableRun;
import io.tidemark.batch.storage.Storage;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.DecodeException;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.Remembered;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.CodeWatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is folded by columns is, to the last bit, what is folded row by row; and both are the plain fold. */
class ColumnFoldTest {
    static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final int RECORDS = 20_000;
    private static final PartitionId P0 =
            new PartitionId(new LogId(Sale.TOPIC, InMemoryEventLog.CLUSTER, "topic-1"), 0);

    @TempDir
    Path directory;

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final ManualClock clock = new ManualClock(START);
    /** What decides how large row groups are: in a small one no dictionary grows too large. */
    private int memoryBytes = 4 << 20;

    private int oneIsGarbageOf = 100;
    private Archive archive;
    private ArchiveReader events;

    /** What came of one part. */
    private record Folded(Map<String, String> rows, long folded, long skipped) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void columnsGiveWhatRowsGive(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        memoryBytes = seed % 2 == 0 ? 200 << 10 : 4 << 20;
        oneIsGarbageOf = seed < 3 ? 100 : RECORDS * 10;
        Model model = model(Sale.definitions(sales -> sales.eventTime(Sale::at)));
        write(model, chance);
        compare(model, ranges(chance), "seed " + seed, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void recordsThatWereQuarantinedComeInBetween(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        // Late ones are refused when they are archived, and wanted later.
        write(model(Sale.definitions(sales -> sales.eventTime(Sale::at).maxSkew(Duration.ofHours(2)))), chance);
        Model wider = model(Sale.definitions(sales -> sales.eventTime(Sale::at).maxSkew(Duration.ofHours(9))));
        compare(wider, ranges(chance), "seed " + seed, true);
    }

    @Test
    void anEventTimeThatIsComputedIsAskedOfTheEvent() {
        SplittableRandom chance = new SplittableRandom(6);
        Model model = model(Sale.definitions(sales -> sales.eventTimeMillis(
                sale -> sale.at().minus(Duration.ofDays(sale.boxed())).toEpochMilli())));
        write(model, chance);
        compare(model, ranges(chance), "computed", true);
    }

    enum Fewer {
        RED,
        BLUE
    }

    record Faded(Instant at, Fewer color, String kind) {}

    @Test
    void rowsThatMakeNoEventAnyMoreAreLeftOut() {
        write(model(Sale.definitions(sales -> sales.eventTime(Sale::at))), new SplittableRandom(7));
        Model model = model(definition -> definition
                .aggregation("a")
                .over(definition.stream(Sale.TOPIC, Faded.class).eventTime(Faded::at))
                .where(sale -> sale.kind() != null)
                .groupBy("kind", Faded::kind)
                .tile(Duration.ofHours(1))
                .metric("reds", Aggregators.count(), sale -> sale.color() == Fewer.RED)
                .metric("sales", Aggregators.count()));
        compare(model, List.of(new OffsetRange(0, Long.MAX_VALUE)), "faded", true);
    }

    record Around(Instant at, String kind, List<String> tags) {}

    @Test
    void columnsThatRepeatAreReadRowByRow() {
        UnaryOperator<StreamBuilder<Around>> time = stream -> stream.eventTime(Around::at);
        Model model = model(definition -> definition
                .aggregation("a")
                .over(time.apply(definition.stream(Sale.TOPIC, Around.class)))
                .groupBy(
                        "tag",
                        around -> around.tags() == null ? null : around.tags().get(0))
                .tile(Duration.ofHours(1))
                .metric("events", Aggregators.count()));
        create(model);
        for (int i = 0; i < 1_000; i++) {
            append("{\"at\":\"" + START.plusSeconds(i) + "\",\"tags\":[\"t" + i % 7 + "\",\"u\"]}");
        }
        archived(model);
        compare(model, List.of(new OffsetRange(0, Long.MAX_VALUE), new OffsetRange(100, 700)), "repeating", false);
    }

    private static Model model(Consumer<ModelBuilder> definitions) {
        return Model.of(definitions::accept);
    }

    private void write(Model model, SplittableRandom chance) {
        create(model);
        for (int i = 0; i < RECORDS; i++) {
            append(chance.nextInt(oneIsGarbageOf) == 0 ? "garbage" : Sale.random(chance, i));
            clock.advance(Duration.ofMillis(20));
        }
        archived(model);
    }

    private void create(Model model) {
        log.create(Sale.TOPIC, 1, false);
        assertFalse(model.aggregations().isEmpty());
    }

    private void append(String value) {
        log.append(Sale.TOPIC, 0, clock.millis(), value.getBytes(StandardCharsets.UTF_8));
    }

    /** Into files of several row groups. */
    private void archived(Model model) {
        Storage storage = Storage.at(directory.resolve("root").toString(), new Configuration());
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withMemoryBytes(memoryBytes);
        ArchiveWriter writer = new ArchiveWriter(model.streams(), storage, log, settings, clock);
        InMemoryLogReader reader = log.reader(writer, 1000);
        reader.add(P0);
        clock.advance(Duration.ofHours(2));
        // One record sets no clock.
        append("end");
        append("end");
        for (int i = 0; i < 40; i++) {
            writer.step(reader, Duration.ZERO);
        }
        archive = new Archive(storage);
        events = new ArchiveReader(archive);
        assertFalse(archive.chain(P0).isEmpty());
    }

    /** All of it, and parts that begin and end in the middle of files. */
    private static List<OffsetRange> ranges(SplittableRandom chance) {
        long first = chance.nextLong(RECORDS / 2);
        return List.of(
                new OffsetRange(0, Long.MAX_VALUE), new OffsetRange(first, first + chance.nextLong(1, RECORDS / 2)));
    }

    private void compare(Model model, List<OffsetRange> ranges, String history, boolean byColumns) {
        for (OffsetRange range : ranges) {
            List<Part<?>> parts = new ArrayList<>();
            for (AggregationDefinition<?> definition : model.aggregations()) {
                parts.add(new Part<>(
                        definition,
                        Map.of(P0, range),
                        Map.of(),
                        Remembered.NOTHING,
                        TimeRange.ALL,
                        Part.Onto.REPLACED,
                        List.of(),
                        Long.MIN_VALUE));
            }
            compare(new Pass(archive.chain(P0), parts, "x"), history + ", " + range, byColumns);
        }
    }

    private static final CodeWatch WATCH = new CodeWatch(Clock.systemUTC());

    private void compare(Pass pass, String history, boolean byColumns) {
        try (Spills spills = new Spills(directory.resolve("spills"))) {
            List<Integer> parts =
                    IntStream.range(0, pass.parts().size()).boxed().toList();
            Division.Unit files = new Division.Unit(pass.files(), parts);
            FoldUnit unit = new FoldUnit(
                    pass, files, new FoldMemory(Long.MAX_VALUE, Long.MAX_VALUE, 0), spills, Progress.UNHEARD, WATCH);
            unit.fold(events, archive.storage());
            assertEquals(byColumns, unit.batches() > 0);
            FoldUnit spilling =
                    new FoldUnit(pass, files, new FoldMemory(100, Long.MAX_VALUE, 0), spills, Progress.UNHEARD, WATCH);
            spilling.fold(events, archive.storage());
            for (int p = 0; p < pass.parts().size(); p++) {
                Part<?> part = pass.parts().get(p);
                String what = history + ": " + part.definition().name();
                Folded byRows = byRows(pass, part);
                assertTrue(byRows.folded() > 0, what);
                assertEquals(byRows, new Folded(rows(part, unit.runs(p)), unit.folded(p), unit.skipped(p)), what);
                assertEquals(
                        byRows.rows().keySet(), rows(part, spilling.runs(p)).keySet(), what);
                assertEquals(plainly(part), results(part, unit.runs(p)), what);
            }
        }
    }

    private <E> Folded byRows(Pass pass, Part<E> part) {
        Fold<E> fold = new Fold<>(part.definition());
        TileTable table = new TileTable(part.definition());
        long[] counts = new long[2];
        for (ArchiveFile file : pass.files()) {
            events.read(
                    file,
                    part.definition().input().plainStream().orElseThrow(),
                    part.offsets().get(P0),
                    (event, time, partition, offset, stamp) -> {
                        try {
                            counts[0] += fold.fold(event, time, partition, offset, table) ? 1 : 0;
                        } catch (FoldException userCode) {
                            counts[1]++;
                        }
                    });
        }
        return new Folded(
                rows(part, table.rows() == 0 ? List.of() : List.of(new TableRun(table))), counts[0], counts[1]);
    }

    /** By group and tile, all accumulators as they are stored. */
    private static Map<String, String> rows(Part<?> part, List<SortedRun> runs) {
        Map<String, String> rows = new TreeMap<>();
        forEachRow(part, runs, (group, tile, accumulators) -> {
            ByteWriter out = new ByteWriter();
            for (int m = 0; m < accumulators.length; m++) {
                part.definition().metrics().get(m).aggregator().write(accumulators[m], out);
            }
            HexFormat hex = HexFormat.of();
            rows.put(tile + " " + hex.formatHex(group.bytes()), hex.formatHex(out.toBytes()));
        });
        return rows;
    }

    private static Map<Cell, List<Object>> results(Part<?> part, List<SortedRun> runs) {
        Map<Cell, List<Object>> results = new TreeMap<>();
        forEachRow(part, runs, (group, tile, accumulators) -> {
            List<Object> row = new ArrayList<>();
            for (int m = 0; m < accumulators.length; m++) {
                row.add(part.definition().metrics().get(m).aggregator().result(accumulators[m]));
            }
            results.put(new Cell(group, tile), row);
        });
        return results;
    }

    private static void forEachRow(Part<?> part, List<SortedRun> runs, MergedRows.Sink sink) {
        runs.stream().flatMap(run -> run.slices().stream()).distinct().sorted().forEach(slice -> {
            List<RowCursor> cursors = runs.stream().map(run -> run.open(slice)).toList();
            try (MergedRows merged = new MergedRows(RowLimit.none(part.definition()), cursors)) {
                merged.forEach(sink);
            }
        });
    }

    private <E> Map<Cell, List<Object>> plainly(Part<E> part) {
        PlainFold<E> fold = new PlainFold<>(part.definition());
        StreamDecoder<E> decoder =
                new StreamDecoder<>(part.definition().input().plainStream().orElseThrow());
        long end = archive.end(P0).orElseThrow().offset();
        for (InMemoryEventLog.Entry entry : log.everything(Sale.TOPIC, 0)) {
            if (entry.offset() >= end || !part.offsets().get(P0).contains(entry.offset())) {
                continue;
            }
            try {
                E event = decoder.decode(entry.value(), 0, entry.value().length, entry.timestampMillis());
                fold.add(event, decoder.eventTimeMillis(), 0, entry.offset());
            } catch (DecodeException quarantined) {
                continue;
            }
        }
        return fold.results();
    }
}
