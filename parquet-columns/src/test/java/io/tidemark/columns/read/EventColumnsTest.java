package io.tidemark.columns.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.value.DecimalTexts;
import io.tidemark.tidemark.OffsetRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventColumnsTest {
    private static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);

    enum Kind {
        ARRIVAL,
        DEPARTURE
    }

    record Gate(String name, int number, Optional<Integer> floor, List<Kind> kinds) {}

    record Wide(
            boolean late,
            byte b,
            short s,
            int i,
            long l,
            char c,
            float f,
            double d,
            Boolean boxedLate,
            Byte boxedB,
            Short boxedS,
            Integer boxedI,
            Long boxedL,
            Character boxedC,
            Float boxedF,
            Double boxedD,
            String text,
            Kind kind,
            Instant at,
            LocalDate day,
            BigDecimal price,
            Optional<String> note,
            Optional<List<Integer>> counts,
            Gate gate,
            List<Gate> gates,
            List<List<String>> lists,
            Map<String, Gate> byName,
            Map<String, List<BigDecimal>> prices) {}

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(directory);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsReadEqualsWhatWasWritten(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Wide> events = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            events.add(wide(random));
        }
        write("wide", Wide.class, events);
        assertEquals(events, read("wide", Wide.class, ALL), "seed " + seed);
        assertEquals(events.subList(700, 1_300), read("wide", Wide.class, new OffsetRange(700, 1_300)));
    }

    @Test
    void anUnreadComponentIsAbsent() throws IOException {
        Wide event = wide(new SplittableRandom(4));
        write("wide", Wide.class, List.of(event));
        Wide read = read("wide", Wide.class, ALL, "i", "byName").get(0);
        assertEquals(event.i(), read.i());
        assertEquals(event.byName(), read.byName());
        assertEquals(0, read.l());
        assertNull(read.text());
        assertEquals(Optional.empty(), read.note());
    }

    @Test
    void theArchivesOwnColumnsAreReserved() {
        record Clash(long _offset) {}
        assertEquals(
                "_offset: the archive has a column of this name",
                assertThrows(IllegalArgumentException.class, () -> write("x", Clash.class, List.of()))
                        .getMessage());
    }

    private <E> void write(String path, Class<E> type, List<E> events) throws IOException {
        RowFileWriter<LogRow> writer = RowFileWriter.fields(folder.output(path), 50_000, RecordSchema.of(type), false);
        LogRow row = new LogRow();
        for (int i = 0; i < events.size(); i++) {
            row.values = Given.values(events.get(i));
            row.partition = 3;
            row.offset = i;
            row.timestampMillis = 1_000 + i;
            row.clockMillis = 2_000 + i;
            writer.write(row);
        }
        writer.finish(Map.of("tidemark.test", "yes"));
        assertEquals("yes", RowFileReader.footer(folder.input(path)).texts().get("tidemark.test"));
    }

    private <E> List<E> read(String path, Class<E> type, OffsetRange within, String... components) throws IOException {
        List<E> events = new ArrayList<>();
        try (RowFileReader<LogRow> reader =
                RowFileReader.fields(folder.input(path), within, Given.wanted(type, components))) {
            for (LogRow row = reader.next(); row != null; row = reader.next()) {
                assertNull(row.fault);
                assertEquals(3, row.partition);
                assertEquals(row.offset + 1_000, row.timestampMillis);
                assertEquals(row.offset + 2_000, row.clockMillis);
                events.add(RecordSchema.of(type).create(row.values));
            }
        }
        return events;
    }

    private static Wide wide(SplittableRandom r) {
        return new Wide(
                r.nextBoolean(),
                (byte) r.nextInt(),
                (short) r.nextInt(),
                r.nextInt(),
                r.nextLong(),
                (char) ('a' + r.nextInt(2000)),
                (float) r.nextDouble(-1e30, 1e30),
                r.nextDouble(-1e300, 1e300),
                orNull(r, r::nextBoolean),
                orNull(r, () -> (byte) r.nextInt()),
                orNull(r, () -> (short) r.nextInt()),
                orNull(r, r::nextInt),
                orNull(r, r::nextLong),
                orNull(r, () -> 'é'),
                orNull(r, () -> r.nextBoolean() ? Float.NaN : -0.0f),
                orNull(r, () -> Double.longBitsToDouble(r.nextLong() & 0x7FEF_FFFF_FFFF_FFFFL)),
                orNull(r, () -> text(r)),
                orNull(r, () -> kind(r)),
                orNull(r, () -> Instant.ofEpochSecond(r.nextLong(-1L << 40, 1L << 40), r.nextInt(1_000_000) * 1000L)),
                orNull(r, () -> LocalDate.ofEpochDay(r.nextInt(-1_000_000, 1_000_000))),
                orNull(r, () -> decimal(r)),
                Optional.ofNullable(orNull(r, () -> text(r))),
                Optional.ofNullable(orNull(r, () -> list(r, r::nextInt))),
                orNull(r, () -> gate(r)),
                orNull(r, () -> list(r, () -> gate(r))),
                orNull(r, () -> list(r, () -> list(r, () -> text(r)))),
                orNull(r, () -> map(r, () -> gate(r))),
                orNull(r, () -> map(r, () -> list(r, () -> decimal(r)))));
    }

    private static Gate gate(SplittableRandom r) {
        return new Gate(
                orNull(r, () -> text(r)),
                r.nextInt(),
                Optional.ofNullable(orNull(r, r::nextInt)),
                orNull(r, () -> list(r, () -> kind(r))));
    }

    private static <T> T orNull(SplittableRandom r, Supplier<T> value) {
        return r.nextInt(4) == 0 ? null : value.get();
    }

    private static <T> List<T> list(SplittableRandom r, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = r.nextInt(4); i > 0; i--) {
            list.add(orNull(r, element));
        }
        return list;
    }

    private static <T> Map<String, T> map(SplittableRandom r, Supplier<T> value) {
        Map<String, T> map = new LinkedHashMap<>();
        for (int i = r.nextInt(4); i > 0; i--) {
            map.put(text(r), orNull(r, value));
        }
        return map;
    }

    private static String text(SplittableRandom r) {
        return List.of("", "AMS", "Zürich", "東京", "😀 \u0000 \n", "x".repeat(300))
                .get(r.nextInt(6));
    }

    private static Kind kind(SplittableRandom r) {
        return r.nextBoolean() ? Kind.ARRIVAL : Kind.DEPARTURE;
    }

    private static BigDecimal decimal(SplittableRandom r) {
        // As every reader has it: without the zeros at its end.
        return DecimalTexts.withoutZerosAtTheEnd(new BigDecimal(BigInteger.valueOf(r.nextLong()), r.nextInt(-20, 20)));
    }
}
