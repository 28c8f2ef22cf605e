package io.tidemark.columns.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.columns.event.EventColumns;
import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.event.RecordSchema;
import io.tidemark.tidemark.OffsetRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of several pages and row groups, read back with Parquet's own reader. */
class RowFileWriterTest {
    private static final long ONE_ROW_GROUP = 64L << 20;

    record Row(
            String unique,
            String few,
            String sometimes,
            String never,
            String growing,
            long id,
            int status,
            Integer maybe,
            long noise,
            double price,
            float ratio,
            boolean flag,
            List<String> tags) {}

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(directory);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 300", "2, 4096, 5000", "3, 300000, 30000", "4, 2000000, 70000", "5, 67108864, 90000"})
    void whatIsReadEqualsWhatWasWritten(long seed, long rowGroupBytes, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> events = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            events.add(row(random, i));
        }
        write("rows", Row.class, rowGroupBytes, rows, events::get);
        assertEquals(events, read("rows", Row.class, RowFileReader.ALL), "seed " + seed);
        for (int i = 0; i < 5; i++) {
            int first = random.nextInt(rows);
            int end = random.nextInt(first, rows) + 1;
            assertEquals(
                    events.subList(first, end),
                    read("rows", Row.class, new OffsetRange(first, end)),
                    "seed " + seed + ", rows from " + first + " to " + end);
        }
    }

    @Test
    void eachColumnIsEncodedAsItPays() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        write("rows", Row.class, ONE_ROW_GROUP, 90_000, i -> row(random, i));
        List<BlockMetaData> rowGroups = rowGroups("rows");
        assertEquals(1, rowGroups.size());
        BlockMetaData rowGroup = rowGroups.get(0);
        for (String column : List.of("few", "sometimes", "growing", "status", "maybe")) {
            assertTrue(encodings(rowGroup, column).contains(Encoding.RLE_DICTIONARY), column);
        }
        assertTrue(encodings(rowGroup, "unique").contains(Encoding.PLAIN));
        assertFalse(encodings(rowGroup, "unique").contains(Encoding.RLE_DICTIONARY));
        for (String column : List.of("id", "noise", EventColumns.OFFSET)) {
            assertTrue(encodings(rowGroup, column).contains(Encoding.DELTA_BINARY_PACKED), column);
        }
        assertTrue(column(rowGroup, "few").getTotalSize() < 90_000);
        assertTrue(column(rowGroup, EventColumns.OFFSET).getTotalSize() < 90_000 / 8);
    }

    @Test
    void aDictionaryThatIsFullIsFollowedByPlainPages() throws IOException {
        // Each text comes three times, so that a dictionary pays until it has no room.
        record Wide(String text) {}
        IntFunction<Wide> wide = i -> new Wide(i / 3 + "x".repeat(250));
        write("wide", Wide.class, ONE_ROW_GROUP, 100_000, wide);
        BlockMetaData rowGroup = rowGroups("wide").get(0);
        assertTrue(encodings(rowGroup, "text").contains(Encoding.RLE_DICTIONARY));
        assertTrue(encodings(rowGroup, "text").contains(Encoding.PLAIN));
        List<Wide> events = read("wide", Wide.class, RowFileReader.ALL);
        assertEquals(100_000, events.size());
        for (int i = 0; i < events.size(); i++) {
            assertEquals(wide.apply(i), events.get(i));
        }
    }

    @Test
    void textsWithOneHashCodeAreWrittenAsTheyAre() throws IOException {
        record Hostile(String text) {}
        IntFunction<Hostile> hostile = i -> new Hostile(colliding(i / 3 % 1024));
        write("hostile", Hostile.class, ONE_ROW_GROUP, 30_000, hostile);
        assertTrue(encodings(rowGroups("hostile").get(0), "text").contains(Encoding.PLAIN));
        List<Hostile> events = read("hostile", Hostile.class, RowFileReader.ALL);
        for (int i = 0; i < 30_000; i++) {
            assertEquals(hostile.apply(i), events.get(i));
        }
    }

    /** Ten times "Aa" or "BB", which have the same hash code. */
    private static String colliding(int bits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            text.append((bits >> i & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void theFootersExtremesAreThoseOfTheValues() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        List<Row> events = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            events.add(row(random, i));
        }
        write("rows", Row.class, ONE_ROW_GROUP, events.size(), events::get);
        BlockMetaData rowGroup = rowGroups("rows").get(0);
        TreeSet<String> unique = new TreeSet<>();
        TreeSet<Long> noise = new TreeSet<>();
        events.forEach(event -> {
            unique.add(event.unique());
            noise.add(event.noise());
        });
        Statistics<?> texts = column(rowGroup, "unique").getStatistics();
        assertEquals(unique.first(), new String(texts.getMinBytes(), StandardCharsets.UTF_8));
        assertEquals(unique.last(), new String(texts.getMaxBytes(), StandardCharsets.UTF_8));
        assertEquals(noise.first(), column(rowGroup, "noise").getStatistics().genericGetMin());
        assertEquals(noise.last(), column(rowGroup, "noise").getStatistics().genericGetMax());
        assertEquals(50_000, column(rowGroup, "never").getStatistics().getNumNulls());
        assertFalse(column(rowGroup, "never").getStatistics().hasNonNullValue());
    }

    @Test
    void textsAreOrderedAsBytes() throws IOException {
        record Text(String text) {}
        // In UTF-16 the surrogates of the last one sort before the private use area.
        List<String> ascending = List.of("", "A", "AAAAAAAA", "AAAAAAAAB", "Zürich", "東京", "\uE000", "😀");
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TreeSet<Integer> drawn = new TreeSet<>();
            List<Text> events = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int index = random.nextInt(ascending.size());
                drawn.add(index);
                events.add(new Text(ascending.get(index)));
            }
            write("texts" + seed, Text.class, ONE_ROW_GROUP, events.size(), events::get);
            Statistics<?> statistics =
                    column(rowGroups("texts" + seed).get(0), "text").getStatistics();
            assertArrayEquals(utf8(ascending.get(drawn.first())), statistics.getMinBytes(), "seed " + seed);
            assertArrayEquals(utf8(ascending.get(drawn.last())), statistics.getMaxBytes(), "seed " + seed);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void quarantinedRecordsComeBack() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        List<RefusedRow> rows = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            byte[] raw = new byte[random.nextInt(50)];
            random.nextBytes(raw);
            rows.add(new RefusedRow(1, i, i + 5, i + 7, "reason " + random.nextInt(3), i % 10 == 0 ? null : raw));
        }
        RowFileWriter<RefusedRow> writer = RowFileWriter.refused(folder.output("refused"), 500_000, HeadColumns.NONE);
        for (RefusedRow row : rows) {
            writer.write(row);
        }
        writer.finish(Map.of());
        try (RowFileReader<RefusedRow> reader = RowFileReader.refused(folder.input("refused"), RowFileReader.ALL)) {
            for (RefusedRow row : rows) {
                RefusedRow read = reader.next();
                assertEquals(row.offset(), read.offset());
                assertEquals(row.timestampMillis(), read.timestampMillis());
                assertEquals(row.clockMillis(), read.clockMillis());
                assertEquals(row.reason(), read.reason());
                assertArrayEquals(row.raw(), read.raw());
            }
            assertNull(reader.next());
        }
    }

    private static Row row(SplittableRandom random, int i) {
        List<String> tags = new ArrayList<>();
        for (int tag = random.nextInt(3); tag > 0; tag--) {
            tags.add(random.nextInt(4) == 0 ? null : "tag " + random.nextInt(5));
        }
        return new Row(
                Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()),
                "ad " + random.nextInt(20),
                random.nextInt(5) == 0 ? null : "Zürich " + random.nextInt(20),
                null,
                "campaign " + random.nextInt(i / 10 + 1),
                1_000_000_000_000L + 3L * i + random.nextInt(3),
                random.nextInt(5) * 100,
                random.nextBoolean() ? null : random.nextInt(10),
                random.nextLong(),
                random.nextInt(1_000) / 8.0,
                (float) random.nextDouble(),
                random.nextBoolean(),
                random.nextInt(10) == 0 ? null : tags);
    }

    private <E> void write(String path, Class<E> type, long rowGroupBytes, int rows, IntFunction<E> events)
            throws IOException {
        RowFileWriter<LogRow> writer =
                RowFileWriter.fields(folder.output(path), rowGroupBytes, RecordSchema.of(type), true);
        LogRow row = new LogRow();
        for (int i = 0; i < rows; i++) {
            row.values = Given.values(events.apply(i));
            row.partition = 2;
            row.offset = i;
            row.timestampMillis = 1_000 + i / 100;
            row.clockMillis = 2_000 + i;
            writer.write(row);
        }
        writer.finish(Map.of());
    }

    record Plain(String text, long number, double real) {}

    /** A value that is changed on the disk by a bit would be an event like any other, and wrong. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangedByteIsDamageAndNoEvent(boolean byColumns) throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        write(
                "plain",
                Plain.class,
                ONE_ROW_GROUP,
                60,
                i -> new Plain(Integer.toHexString(random.nextInt()), random.nextLong(), random.nextDouble()));
        List<String> events = plain(byColumns);
        Path path = directory.resolve("plain");
        byte[] sound = Files.readAllBytes(path);
        int damaged = 0;
        for (int at = 4; at < sound.length / 2; at += 4) {
            byte[] changed = sound.clone();
            changed[at] ^= 1;
            Files.write(path, changed);
            try {
                assertEquals(events, plain(byColumns), "byte " + at + " of " + sound.length);
            } catch (IOException | RuntimeException refused) {
                damaged++;
            }
        }
        assertTrue(damaged > 0);
    }

    private List<String> plain(boolean byColumns) throws IOException {
        List<String> events = new ArrayList<>();
        FieldsWanted wanted = Given.wanted(Plain.class);
        if (byColumns) {
            ColumnFileReader.Wanted all = new ColumnFileReader.Wanted(wanted, Optional.empty(), false);
            try (ColumnFileReader columns = ColumnFileReader.open(folder.input("plain"), RowFileReader.ALL, all)
                    .orElseThrow()) {
                while (columns.next()) {
                    for (int row = 0; row < columns.rows(); row++) {
                        events.add(RecordSchema.of(Plain.class)
                                .create(columns.values(row))
                                .toString());
                    }
                }
            }
            return events;
        }
        try (RowFileReader<LogRow> rows = RowFileReader.fields(folder.input("plain"), RowFileReader.ALL, wanted)) {
            for (LogRow row = rows.next(); row != null; row = rows.next()) {
                events.add(RecordSchema.of(Plain.class).create(row.values).toString());
            }
        }
        return events;
    }

    private <E> List<E> read(String path, Class<E> type, OffsetRange within) throws IOException {
        List<E> events = new ArrayList<>();
        try (RowFileReader<LogRow> reader = RowFileReader.fields(folder.input(path), within, Given.wanted(type))) {
            for (LogRow row = reader.next(); row != null; row = reader.next()) {
                assertNull(row.fault);
                assertEquals(2, row.partition);
                assertEquals(row.offset / 100 + 1_000, row.timestampMillis);
                assertEquals(row.offset + 2_000, row.clockMillis);
                events.add(RecordSchema.of(type).create(row.values));
            }
        }
        return events;
    }

    private List<BlockMetaData> rowGroups(String path) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader opened = ParquetFileReader.open(folder.input(path), options)) {
            return opened.getFooter().getBlocks();
        }
    }

    private static ColumnChunkMetaData column(BlockMetaData rowGroup, String name) {
        return rowGroup.getColumns().stream()
                .filter(column -> column.getPath().toDotString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Encoding> encodings(BlockMetaData rowGroup, String name) {
        return column(rowGroup, name).getEncodings();
    }
}
