package io.tidemark.batch.view;

import static io.tidemark.aggregator.Aggregators.anyMatch;
import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.list;
import static io.tidemark.aggregator.Aggregators.maxOf;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static io.tidemark.aggregator.Aggregators.sumDouble;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewFileTest {
    enum Weather {
        CLEAR,
        FOG
    }

    record Sighting(
            Instant at, String place, long height, boolean night, Instant hatched, LocalDate day, Weather sky) {}

    private static final TimeRange DAY = new TimeRange(0, 86_400_000);

    private static final int SECTIONS = 3;

    @TempDir
    Path directory;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = Storage.at(directory.toString(), new Configuration());
    }

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Sighting> definition(int version) {
        Model model = Model.of(builder -> builder.aggregation("sightings")
                .over(builder.stream("birds", Sighting.class).eventTime(Sighting::at))
                .groupBy("place", Sighting::place)
                .groupBy("height", Sighting::height)
                .groupBy("night", Sighting::night)
                .groupBy("hatched", Sighting::hatched)
                .groupBy("day", Sighting::day)
                .groupBy("sky", Sighting::sky)
                .tile(Duration.ofHours(1))
                .metric("all", count())
                .metric("low", count(), sighting -> sighting.height() < 10)
                .version(version));
        return (AggregationDefinition<Sighting>) model.aggregations().get(0);
    }

    private static TileTable sightings(AggregationDefinition<Sighting> definition, long seed, int events)
            throws FoldException {
        SplittableRandom chance = new SplittableRandom(seed);
        TileTable table = new TileTable(definition);
        Fold<Sighting> fold = new Fold<>(definition);
        for (int i = 0; i < events; i++) {
            Instant at = Instant.ofEpochMilli(chance.nextLong(DAY.endMillis()));
            Sighting sighting = new Sighting(
                    at,
                    chance.nextInt(5) == 0 ? null : "p\u0000é" + chance.nextInt(5),
                    chance.nextLong(-2, 20),
                    chance.nextBoolean(),
                    chance.nextBoolean() ? null : Instant.ofEpochSecond(chance.nextInt(3)),
                    LocalDate.ofEpochDay(chance.nextInt(-2, 2)),
                    Weather.values()[chance.nextInt(2)]);
            fold.fold(sighting, at.toEpochMilli(), 0, i, table);
        }
        return table;
    }

    /** In sections, of which the last one ends first. */
    private static ViewWriter write(ViewWriter writer, TileTable table) {
        int[] rows = table.sortedRows();
        for (int number = SECTIONS - 1; number >= 0; number--) {
            try (ViewWriter.Section section = writer.section(number)) {
                for (int i = rows.length * number / SECTIONS; i < rows.length * (number + 1) / SECTIONS; i++) {
                    Object[] accumulators = {table.accumulator(rows[i], 0), table.accumulator(rows[i], 1)};
                    section.write(table.group(rows[i]), table.tile(rows[i]), accumulators);
                }
                section.end();
            }
        }
        return writer;
    }

    @Test
    void rowsReadBackAsTheyWereWrittenInOrder() throws Exception {
        AggregationDefinition<Sighting> definition = definition(1);
        TileTable table = sightings(definition, 11, 3_000);
        ViewFile file;
        try (ViewWriter writer = write(new ViewWriter(storage, definition, DAY, "run-1"), table)) {
            file = writer.finish().orElseThrow();
        }
        assertEquals(table.rows(), file.rows());
        assertEquals(
                "views/sightings/" + definition.fingerprint() + "/tiles=19700101T000000Z/run-1.parquet", file.path());
        assertEquals(Files.size(directory.resolve(file.path())), file.bytes());

        int[] order = table.sortedRows();
        int[] at = {0};
        ByteWriter expected = new ByteWriter();
        new FileBatchViews(storage).read(file, definition, (group, tile, accumulators) -> {
            int row = order[at[0]++];
            assertEquals(table.group(row), GroupKey.of(group));
            assertEquals(table.tile(row), tile);
            table.write(row, expected.clear());
            assertArrayEquals(expected.toBytes(), accumulators);
            TileTable merged = new TileTable(definition);
            merged.mergeEncoded(GroupKey.of(group), tile, new ByteReader(accumulators));
            assertEquals(table.result(row, 1), merged.result(0, 1));
        });
        assertEquals(order.length, at[0]);
    }

    record Measure(Instant at, long number, double real, BigDecimal exact, String text) {}

    /** Every type of result, and what people see of it. */
    @Test
    void resultsAreReadableInColumnsOfTheirOwnTypes() throws Exception {
        Model model = Model.of(builder -> builder.aggregation("measures")
                .over(builder.stream("measures", Measure.class).eventTime(Measure::at))
                .allTime()
                .metric("a_long", sum(Measure::number))
                .metric("a_double", sumDouble(Measure::real))
                .metric("a_decimal", sumDecimal(Measure::exact))
                .metric("a_string", maxOf(Measure::text))
                .metric("a_boolean", anyMatch((Measure measure) -> measure.number() > 1))
                .metric("an_instant", maxOf(Measure::at))
                .metric("a_list", list(Measure::text, 10))
                .metric("no_answer", mean(Measure::number), measure -> false));
        @SuppressWarnings("unchecked")
        AggregationDefinition<Measure> definition =
                (AggregationDefinition<Measure>) model.aggregations().get(0);
        TileTable table = new TileTable(definition);
        Instant at = Instant.parse("2001-01-01T00:00:00.000001Z");
        new Fold<>(definition)
                .fold(new Measure(at, 2, 0.5, new BigDecimal("1.10"), "é"), at.toEpochMilli(), 0, 0, table);
        ViewFile file;
        try (ViewWriter writer = new ViewWriter(storage, definition, TimeRange.ALL, "run-1")) {
            Object[] accumulators = new Object[definition.metrics().size()];
            Arrays.setAll(accumulators, metric -> table.accumulator(0, metric));
            ViewWriter.Section section = writer.section(0);
            section.write(table.group(0), table.tile(0), accumulators);
            section.end();
            file = writer.finish().orElseThrow();
        }
        assertTrue(file.path().contains("/tiles=all/"), file::path);
        try (ParquetReader<Group> reader = ParquetReader.builder(
                        new GroupReadSupport(),
                        new org.apache.hadoop.fs.Path(
                                directory.resolve(file.path()).toUri()))
                .build()) {
            String row = reader.read().toString();
            for (String line : List.of(
                    "tile_start: 0",
                    "a_long: 2",
                    "a_double: 0.5",
                    "a_decimal: 1.1",
                    "a_string: é",
                    "a_boolean: true",
                    "an_instant: 978307200000001",
                    "a_list: [\"é\"]")) {
                assertTrue(row.lines().anyMatch(line::equals), () -> line + " in " + row);
            }
            assertFalse(row.lines().anyMatch(line -> line.startsWith("no_answer")), row);
        }
    }

    @Test
    void aFileOfAnotherDefinitionIsRefused() throws Exception {
        ViewFile file;
        try (ViewWriter writer =
                write(new ViewWriter(storage, definition(1), DAY, "run-1"), sightings(definition(1), 1, 10))) {
            file = writer.finish().orElseThrow();
        }
        StorageException refused =
                assertThrows(StorageException.class, () -> new ViewReader(storage, file, definition(2)).next());
        assertTrue(refused.getMessage().contains("it was made by definition"), refused::getMessage);
    }

    @Test
    void aByteThatIsNotWhatWasWrittenIsFoundBeforeAnyRowIsRead() throws Exception {
        ViewFile file;
        try (ViewWriter writer =
                write(new ViewWriter(storage, definition(1), DAY, "run-1"), sightings(definition(1), 1, 10))) {
            file = writer.finish().orElseThrow();
        }
        assertEquals(storage.writer(), file.origin().writer());
        Path path = directory.resolve(file.path());
        byte[] written = Files.readAllBytes(path);
        assertEquals(written.length, file.bytes());
        for (int at = 0; at < written.length; at += 101) {
            byte[] changed = written.clone();
            changed[at] ^= 1;
            Files.write(path, changed);
            assertDamaged(file);
        }
        Files.write(path, Arrays.copyOf(written, written.length - 1));
        assertDamaged(file);
        Files.write(path, written);
        try (ViewReader reader = new ViewReader(storage, file, definition(1))) {
            assertTrue(reader.next());
        }
    }

    private void assertDamaged(ViewFile file) {
        StorageException damaged =
                assertThrows(StorageException.class, () -> new ViewReader(storage, file, definition(1)).close());
        assertEquals("TM-STO-002", damaged.fault().code());
        assertEquals(file.path(), damaged.fault().place());
    }

    @Test
    void aSectionThatDoesNotEndTakesTheOthersWithIt() throws Exception {
        TileTable table = sightings(definition(1), 1, 10);
        Object[] accumulators = {table.accumulator(0, 0), table.accumulator(0, 1)};
        ViewWriter writer = new ViewWriter(storage, definition(1), DAY, "run-1");
        ViewWriter.Section early = writer.section(1);
        early.write(table.group(0), table.tile(0), accumulators);
        early.end();
        ViewWriter.Section late = writer.section(2);
        late.write(table.group(0), table.tile(0), accumulators);
        writer.section(0).close();
        StorageException refused = assertThrows(StorageException.class, late::end);
        assertTrue(refused.getMessage().contains("another part of it failed"), refused::getMessage);
        assertThrows(StorageException.class, writer::finish);
        try (Stream<Path> left = Files.walk(directory)) {
            assertFalse(left.anyMatch(Files::isRegularFile));
        }
    }

    @Test
    void aWriterThatDoesNotFinishLeavesNothing() throws Exception {
        write(new ViewWriter(storage, definition(1), DAY, "run-1"), sightings(definition(1), 1, 10))
                .close();
        try (ViewWriter writer = new ViewWriter(storage, definition(1), DAY, "run-2")) {
            assertTrue(writer.finish().isEmpty());
        }
        try (Stream<Path> left = Files.walk(directory)) {
            assertFalse(left.anyMatch(Files::isRegularFile));
        }
    }

    @ParameterizedTest
    @CsvSource({"PT10S,PT1H", "PT1M,PT1H", "PT2M,PT1H", "PT5M,PT24H", "PT1H,PT24H", "PT2H,PT720H", "PT168H,PT720H"})
    void aSliceIsTheSmallestThatHolds24Tiles(Duration tile, Duration slice) {
        SliceSize size = SliceSize.of(TileSize.of(tile));
        assertEquals(slice.toMillis(), size.millis());
        for (long at : new long[] {0, 1, -1, 1_000_000_007L, Long.MIN_VALUE + 5, Long.MAX_VALUE - 5}) {
            TimeRange of = size.of(at);
            assertTrue(of.contains(at), of::toString);
            assertTrue(of.firstMillis() == Long.MIN_VALUE || of.firstMillis() % slice.toMillis() == 0);
        }
    }
}
