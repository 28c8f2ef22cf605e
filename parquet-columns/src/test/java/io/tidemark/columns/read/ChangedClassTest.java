package io.tidemark.columns.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.Name;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever becomes of a record class: the archive gives what a decoder would make of the log, or says that it cannot. */
class ChangedClassTest {
    /** What the log says of a field, one record each. */
    private static final List<String> SAID = List.of(
            "1",
            "-7",
            "0",
            "300",
            "70000",
            "5000000000",
            "1.5",
            "1.50",
            "0.1",
            "1e3",
            "1e300",
            "12345678901234567.89",
            "0.30000000000000004",
            "9007199254740993",
            "true",
            "null",
            "\"\"",
            "\"x\"",
            "\"xy\"",
            "\"RED\"",
            "\"GREEN\"",
            "\"7\"",
            "\"2026-01-31\"",
            "\"2026-01-31T10:00:00Z\"",
            "\"é 😀 \\\" \\\\ \\u0000\"",
            "[]",
            "[1,null,2]",
            "[\"a\"]",
            "{}",
            "{\"x\":1}",
            "{\"x\":1,\"y\":\"why\"}",
            "{\"x\":null,\"y\":\"\",\"z\":[1]}");

    enum Color {
        RED,
        GREEN
    }

    enum Fewer {
        RED
    }

    record Point(Integer x, String y) {}

    record Other(Long x, List<Integer> z) {}

    record Booleans(boolean v) {}

    record BoxedBooleans(Boolean v) {}

    record Bytes(byte v) {}

    record Shorts(short v) {}

    record Ints(int v) {}

    record BoxedInts(Integer v) {}

    record OptionalInts(Optional<Integer> v) {}

    record Longs(long v) {}

    record BoxedLongs(Long v) {}

    record Floats(float v) {}

    record BoxedFloats(Float v) {}

    record Doubles(double v) {}

    record BoxedDoubles(Double v) {}

    record Decimals(BigDecimal v) {}

    record Chars(char v) {}

    record Texts(String v) {}

    record OptionalTexts(Optional<String> v) {}

    record Colors(Color v) {}

    record FewerColors(Fewer v) {}

    record Days(LocalDate v) {}

    record Instants(Instant v) {}

    record Points(Point v) {}

    record Others(Other v) {}

    record IntLists(List<Integer> v) {}

    record LongLists(List<Long> v) {}

    record TextLists(List<String> v) {}

    record IntMaps(Map<String, Integer> v) {}

    record LongMaps(Map<String, Long> v) {}

    record Nothing(Integer w) {}

    private static final List<Class<?>> FORMS = List.of(
            Booleans.class,
            BoxedBooleans.class,
            Bytes.class,
            Shorts.class,
            Ints.class,
            BoxedInts.class,
            OptionalInts.class,
            Longs.class,
            BoxedLongs.class,
            Floats.class,
            BoxedFloats.class,
            Doubles.class,
            BoxedDoubles.class,
            Decimals.class,
            Chars.class,
            Texts.class,
            OptionalTexts.class,
            Colors.class,
            FewerColors.class,
            Days.class,
            Instants.class,
            Points.class,
            Others.class,
            IntLists.class,
            LongLists.class,
            TextLists.class,
            IntMaps.class,
            LongMaps.class,
            Nothing.class);

    @TempDir
    Path directory;

    private Folder folder;
    private int files;

    @BeforeEach
    void open() {
        folder = new Folder(directory);
    }

    static List<Class<?>> forms() {
        return FORMS;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyOtherFormOfAClassReadsWhatTheLogSaidOrIsToldThatItCannot(Class<?> before) throws IOException {
        for (Class<?> after : FORMS) {
            List<String> records =
                    SAID.stream().map(said -> "{\"v\":" + said + "}").toList();
            compare(before, after, new Json(), records, true);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void linesOfTextsToo(Class<?> before) throws IOException {
        Csv format = Csv.columns("v", "w");
        List<String> lines = List.of(
                "1,2", "007,", "+5,1", "1.5,1", "1.50,", "1e3,", "true,", ",1", "x,", "RED,", "2026-01-31,", "\"\",");
        for (Class<?> after : FORMS) {
            if (isFlat(before) && isFlat(after)) {
                compare(before, after, format, lines, true);
            }
        }
    }

    private static boolean isFlat(Class<?> form) {
        return !Set.of(
                        Points.class,
                        Others.class,
                        IntLists.class,
                        LongLists.class,
                        TextLists.class,
                        IntMaps.class,
                        LongMaps.class)
                .contains(form);
    }

    @Test
    void theUsualChangesAreRead() throws IOException {
        assertKnown(Ints.class, Longs.class);
        assertKnown(Ints.class, Doubles.class);
        assertKnown(Longs.class, Doubles.class);
        assertKnown(Longs.class, Decimals.class);
        assertKnown(Floats.class, Doubles.class);
        assertKnown(Doubles.class, Decimals.class);
        assertKnown(BoxedInts.class, Ints.class);
        assertKnown(Ints.class, OptionalInts.class);
        assertKnown(Texts.class, Colors.class);
        assertKnown(Colors.class, Texts.class);
        assertKnown(Texts.class, Days.class);
        assertKnown(Texts.class, Instants.class);
        assertKnown(Days.class, Texts.class);
        assertKnown(Longs.class, Instants.class);
        assertKnown(Texts.class, Ints.class);
        assertKnown(IntLists.class, LongLists.class);
        assertKnown(IntMaps.class, LongMaps.class);
        assertKnown(Points.class, Others.class);
        assertKnown(Nothing.class, Points.class);
        assertKnown(Longs.class, Ints.class);
    }

    private void assertKnown(Class<?> before, Class<?> after) throws IOException {
        String path = write(before, new Json(), List.of(), true);
        FieldsWanted wanted = new FieldsWanted(RecordSchema.of(after), Set.of("v"), new Json());
        assertEquals(
                List.of(),
                RowFileReader.footer(folder.input(path)).fields().unknown(wanted),
                before.getSimpleName() + " to " + after.getSimpleName());
    }

    record Named(@Name("v") Integer renamed) {}

    @Test
    void aFieldMayBeRenamedInTheClassAlone() throws IOException {
        compare(BoxedInts.class, Named.class, new Json(), List.of("{\"v\":1}", "{\"renamed\":2}", "{\"v\":3}"), true);
        compare(Named.class, BoxedInts.class, new Json(), List.of("{\"v\":1}", "{\"renamed\":2}", "{\"v\":3}"), true);
    }

    @Test
    void whatWasNotKeptIsNamedAndNeverNull() throws IOException {
        String path = write(Nothing.class, new Json(), List.of("{\"v\":1,\"w\":2}"), false);
        FieldsWanted wanted = new FieldsWanted(RecordSchema.of(BoxedInts.class), Set.of("v"), new Json());
        assertEquals(
                List.of("\"v\", which was not declared then and not kept"),
                RowFileReader.footer(folder.input(path)).fields().unknown(wanted));
    }

    /** Reads what was written for one class as another one; it must be what that one makes of the log itself. */
    private void compare(Class<?> before, Class<?> after, FieldFormat format, List<String> records, boolean kept)
            throws IOException {
        List<String> taken = records.stream()
                .filter(record -> !decoded(before, format, record).startsWith("!"))
                .toList();
        String path = write(before, format, taken, kept);
        FieldsWanted wanted = new FieldsWanted(RecordSchema.of(after), EventFormat.allComponents(after), format);
        if (!RowFileReader.footer(folder.input(path)).fields().unknown(wanted).isEmpty()) {
            return;
        }
        List<String> expected =
                taken.stream().map(record -> decoded(after, format, record)).toList();
        String place = before.getSimpleName() + " to " + after.getSimpleName() + ", " + format.name() + " " + taken;
        assertEquals(expected, readRows(path, after, wanted), place);
        List<String> byColumns = readColumns(path, after, wanted);
        if (byColumns != null) {
            assertEquals(expected, byColumns, place);
        }
    }

    private static <E> String decoded(Class<E> form, FieldFormat format, String record) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        try {
            E event = format.decoder(form).decode(bytes, 0, bytes.length);
            return text(event);
        } catch (DecodeException refused) {
            return "!";
        }
    }

    /** Decimals by their value: their scale is not what they are. */
    private static String text(Object event) {
        return event instanceof Decimals decimals && decimals.v() != null
                ? decimals.v().stripTrailingZeros().toString()
                : String.valueOf(event);
    }

    private <E> List<String> readRows(String path, Class<E> form, FieldsWanted wanted) throws IOException {
        List<String> read = new ArrayList<>();
        try (RowFileReader<LogRow> rows = RowFileReader.fields(folder.input(path), RowFileReader.ALL, wanted)) {
            for (LogRow row = rows.next(); row != null; row = rows.next()) {
                assertEquals(row.values == null, row.fault != null);
                read.add(row.values == null ? "!" : text(RecordSchema.of(form).create(row.values)));
            }
        }
        return read;
    }

    /** Null if it is to be read row by row. */
    private <E> List<String> readColumns(String path, Class<E> form, FieldsWanted wanted) throws IOException {
        ColumnFileReader.Wanted all = new ColumnFileReader.Wanted(wanted, Optional.empty(), false);
        try (ColumnFileReader columns = ColumnFileReader.open(folder.input(path), RowFileReader.ALL, all)
                .orElse(null)) {
            if (columns == null) {
                return null;
            }
            List<String> read = new ArrayList<>();
            while (columns.next()) {
                for (int row = 0; row < columns.rows(); row++) {
                    boolean there = columns.values(row) != null;
                    read.add(there ? text(RecordSchema.of(form).create(columns.values(row))) : "!");
                    if (columns.hasAllValues()) {
                        assertEquals(true, there);
                    }
                }
            }
            return read;
        }
    }

    private String write(Class<?> form, FieldFormat format, List<String> records, boolean kept) throws IOException {
        String path = "file" + files++;
        UndeclaredFields undeclared = kept ? UndeclaredFields.kept() : UndeclaredFields.dropped();
        FieldDecoder decoder = format.fields(form, EventFormat.allComponents(form), undeclared);
        RowFileWriter<LogRow> writer = RowFileWriter.fields(folder.output(path), 50_000, RecordSchema.of(form), kept);
        LogRow row = new LogRow();
        row.undeclared = undeclared;
        for (String record : records) {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            try {
                row.values = decoder.decode(bytes, 0, bytes.length);
            } catch (DecodeException e) {
                throw new AssertionError(e);
            }
            assertNull(row.bytes);
            writer.write(row);
            row.offset++;
        }
        writer.finish(Map.of());
        return path;
    }
}
