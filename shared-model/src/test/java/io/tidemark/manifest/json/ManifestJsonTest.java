package io.tidemark.manifest.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.SummedJson;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Ended;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ListPart;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.manifest.ViewId;
import io.tidemark.manifest.ViewLists;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.OperatorState;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
    private static final LogId FLIGHTS = new LogId("flights", "a/cluster", "Vm9kYQ");
    private static final PartitionId FLIGHTS_0 = new PartitionId(FLIGHTS, 0);
    private static final PartitionId FLIGHTS_3 = new PartitionId(FLIGHTS, 3);
    private static final LogPosition POSITION =
            new LogPosition(12, new LogClock(34, 33), 5, OperatorState.of(new byte[] {-1, 0, 7}));
    private static final Manifest MANIFEST = new Manifest(
            7,
            6,
            Instant.parse("2001-01-31T23:59:59.123456Z"),
            new TreeMap<>(Map.of(
                    new ViewId("delays-by-origin", "0123456789abcdef"),
                    new AggregationView(
                            "delays-by-origin",
                            "0123456789abcdef",
                            OffsetVector.of(Map.of(FLIGHTS_0, 5L)),
                            Tidemark.of(Map.of(FLIGHTS_0, POSITION, FLIGHTS_3, LogPosition.ZERO)),
                            List.of(new ViewFile(
                                    "views/a \"b\"/é.parquet",
                                    TimeRange.ALL,
                                    new KeyRange("00ff", ""),
                                    3,
                                    4,
                                    new FileOrigin("crc32c:0a", "w", 2))),
                            List.of(new Gap(FLIGHTS_3, new OffsetRange(5, 9), "deleted before it was archived")),
                            new Horizon(
                                    99,
                                    Long.MIN_VALUE,
                                    new TreeMap<>(Map.of(FLIGHTS_0, 88L, FLIGHTS_3, Long.MIN_VALUE))),
                            "20010131T235959Z-1"))));

    private static byte[] written(Manifest manifest) {
        return ManifestJson.write(manifest, "an-attempt");
    }

    @Test
    void eachAttemptIsKnownByItsId() {
        assertEquals("an-attempt", ManifestJson.id(written(MANIFEST), "m"));
    }

    @Test
    void whatIsWrittenReadsBackEqual() {
        assertEquals(MANIFEST, ManifestJson.read(written(MANIFEST), "m", ViewLists.NONE));
        assertEquals(Manifest.NONE, ManifestJson.read(written(Manifest.NONE), "m", ViewLists.NONE));
    }

    @Test
    void whatAnOperatorRemembersRaisesTheFormatAndNothingElseDoes() {
        EntryFile file = new EntryFile("operators/a/0/t/p0-x.parquet", Long.MIN_VALUE, 7, 3, 400, FileOrigin.of("w"));
        AggregationView view = MANIFEST.views().values().iterator().next();
        AggregationView remembering = view.remembering(
                new Remembered(new TreeMap<>(Map.of(FLIGHTS_0, List.of(file, file), FLIGHTS_3, List.of()))));
        Manifest manifest = new Manifest(7, 6, MANIFEST.published(), new TreeMap<>(Map.of(view.id(), remembering)));
        assertEquals(manifest, ManifestJson.read(written(manifest), "m", ViewLists.NONE));
        assertTrue(new String(written(manifest), StandardCharsets.UTF_8).contains("\"format\":8,"));
        String without = new String(written(MANIFEST), StandardCharsets.UTF_8);
        assertTrue(without.contains("\"format\":7,") && !without.contains("remembered"), without);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDocumentThatIsCutShortIsRefused(long seed) {
        byte[] whole = written(MANIFEST);
        byte[] cut = Arrays.copyOf(whole, new SplittableRandom(seed).nextInt(whole.length));
        ManifestException refused =
                assertThrows(ManifestException.class, () -> ManifestJson.read(cut, "manifests/7.json", ViewLists.NONE));
        assertTrue(
                refused.getMessage().startsWith("TM-MAN-001 manifests/7.json: is not a manifest"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"format\":2}",
                "{\"format\":2,\"manifest\":{\"number\":1}}",
                "{\"format\":3,\"manifest\":{\"views\":[7]}}",
                "\0\0"
            })
    void garbageIsRefused(String garbage) {
        assertThrows(
                ManifestException.class,
                () -> ManifestJson.read(garbage.getBytes(StandardCharsets.UTF_8), "m", ViewLists.NONE));
    }

    @Test
    void oneChangedBitIsDamageAndNoOtherView() {
        byte[] written = written(MANIFEST);
        for (int bit = 0; bit < written.length * Byte.SIZE; bit++) {
            byte[] changed = written.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            ManifestException refused = assertThrows(
                    ManifestException.class,
                    () -> ManifestJson.read(changed, "m", ViewLists.NONE),
                    new String(changed, StandardCharsets.ISO_8859_1));
            assertTrue(refused.getMessage().startsWith("TM-MAN-001 m: is not a manifest: "), refused::getMessage);
        }
    }

    @Test
    void oneThatAFormerVersionWroteIsRead() throws IOException {
        byte[] fourth = resource("manifest-4.json");
        assertEquals(MANIFEST, ManifestJson.read(fourth, "m", ViewLists.NONE));
        assertEquals("an-attempt", ManifestJson.id(fourth, "m"));
        String fifth = new String(fourth, StandardCharsets.UTF_8)
                .replaceFirst("\"crc32c\":\"[0-9a-f]{8}\",\"format\":4", "\"format\":5")
                .replace("\"files\":", "\"ended\":{},\"files\":");
        byte[] whole = SummedJson.write(fifth.getBytes(StandardCharsets.UTF_8));
        assertEquals(MANIFEST, ManifestJson.read(whole, "m", ViewLists.NONE));
        String second = new String(fourth, StandardCharsets.UTF_8)
                .replaceFirst("\"crc32c\":\"[0-9a-f]{8}\",\"format\":4,\"id\":\"an-attempt\"", "\"format\":2");
        assertEquals(MANIFEST, ManifestJson.read(second.getBytes(StandardCharsets.UTF_8), "m", ViewLists.NONE));
        byte[] third = SummedJson.write(second.replaceFirst("2", "3").getBytes(StandardCharsets.UTF_8));
        assertEquals(MANIFEST, ManifestJson.read(third, "m", ViewLists.NONE));
        assertEquals("", ManifestJson.id(third, "m"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ManifestJsonTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void whatListsNameIsReadWhenItIsAskedForAndNotBefore() {
        AggregationView view = MANIFEST.views().values().iterator().next();
        ListPart part = new ListPart("lists/1.json", 5, "crc32c:0a:7");
        ViewFiles files =
                ViewFiles.listed(List.of(new ViewFiles.Section(part, TimeRange.ALL, 1, 3)), asked -> view.files());
        ListedArchive archive = new ListedArchive(
                new TreeMap<>(Map.of(FLIGHTS_0, new ListedArchive.Chain(7, POSITION, 1, 2, 3))),
                List.of(new ListedArchive.Section(part, 1, new TimeRange(1, 2), "INT64 date")),
                view.gaps(),
                new ListedArchive.Forgotten(5, "INT64 date"));
        Manifest listed = new Manifest(
                7,
                6,
                MANIFEST.published(),
                new TreeMap<>(Map.of(view.id(), view.naming(files))),
                new TreeMap<>(Map.of("flights", archive)));
        int[] reads = {0};
        Manifest read = ManifestJson.read(written(listed), "m", asked -> {
            assertEquals(part, asked);
            reads[0]++;
            return view.files();
        });
        assertEquals(archive, read.archive("flights"));
        assertEquals(0, reads[0]);
        assertEquals(view, read.view(view.id()).orElseThrow());
        assertEquals(1, reads[0]);
        assertEquals(listed, read);
        assertEquals(1, reads[0], "two that refer to the same lists are equal");
    }

    /** A process of before refuses it by its number: it would misread the times of tiles. */
    @Test
    void oneOfBeforeNamesNoReplacedFiles() {
        ListedArchive plain = new ListedArchive(
                new TreeMap<>(Map.of(FLIGHTS_0, new ListedArchive.Chain(7, POSITION, 1, 2, 3))),
                List.of(),
                List.of(),
                ListedArchive.Forgotten.NONE);
        ListedArchive replacing = new ListedArchive(
                plain.chains(),
                plain.sections(),
                plain.gaps(),
                plain.forgotten(),
                List.of(new ListedArchive.Replaced(new ListPart("lists/1.json", 5, "crc32c:0a:7"), 24)));
        Manifest before = MANIFEST.listing(new TreeMap<>(Map.of("flights", plain)));
        Manifest after = MANIFEST.listing(new TreeMap<>(Map.of("flights", replacing, "trains", plain)));
        String json = new String(written(before), StandardCharsets.UTF_8);
        assertTrue(json.contains("\"format\":7,") && !json.contains("replaced"), json);
        assertEquals(before, ManifestJson.read(written(before), "m", ViewLists.NONE));
        assertEquals(after, ManifestJson.read(written(after), "m", ViewLists.NONE));
    }

    /** All aggregations of a run stand at one place, and a topic may have a thousand partitions. */
    @Test
    void aVectorThatViewsShareIsWrittenOnce() {
        AggregationView view = MANIFEST.views().values().iterator().next();
        TreeMap<ViewId, AggregationView> views = new TreeMap<>();
        for (String name : List.of("a", "b", "c")) {
            AggregationView each = new AggregationView(
                    name, "f", view.since(), view.tidemark(), List.of(), List.of(), view.horizon(), "r");
            views.put(each.id(), each);
        }
        Manifest three = new Manifest(7, 6, MANIFEST.published(), views);
        String json = new String(written(three), StandardCharsets.UTF_8);
        assertEquals(3 + 1, json.split("a/cluster/Vm9kYQ/flights/0\"", -1).length, json);
        assertEquals(three, ManifestJson.read(written(three), "m", ViewLists.NONE));
    }

    @Test
    void oneWhoseSumIsGoneIsDamage() {
        String summed = new String(written(MANIFEST), StandardCharsets.UTF_8);
        String cut = summed.replaceFirst("\"crc32c\":\"[0-9a-f]{8}\",", "");
        ManifestException refused = assertThrows(
                ManifestException.class,
                () -> ManifestJson.read(cut.getBytes(StandardCharsets.UTF_8), "m", ViewLists.NONE));
        assertTrue(
                refused.getMessage().startsWith("TM-MAN-001 m: is not a manifest: it does not say what it adds up to"),
                refused::getMessage);
    }

    @Test
    void anEntryIsOfAllLogsThatWereRead() {
        LogId second = new LogId("flights", "a/cluster", "Q2VudA");
        Since now = new Since(
                second,
                OffsetVector.of(Map.of(new PartitionId(second, 0), 100L)),
                List.of(new EndedLog(FLIGHTS, new TreeMap<>(Map.of(0, 5L)), new TreeMap<>(Map.of(0, 12L, 3, 4L)))));
        AggregationView before = MANIFEST.views().values().iterator().next();
        AggregationView after = before.on(now);

        assertEquals(
                Map.of(FLIGHTS_0, new Ended(5, POSITION, 12), FLIGHTS_3, new Ended(0, LogPosition.ZERO, 4)),
                after.ended());
        assertTrue(after.ended().get(FLIGHTS_0).isWhole());
        assertFalse(after.ended().get(FLIGHTS_3).isWhole());
        assertEquals(now.tidemark(), after.tidemark());
        assertEquals(now.offsets(), after.since());
        assertEquals(Map.of(), after.horizon().quietUntilMillis());
        assertEquals(after, after.on(now));

        TreeMap<PartitionId, LogPosition> positions = new TreeMap<>(after.positions());
        positions.put(FLIGHTS_3, POSITION);
        positions.put(new PartitionId(second, 1), POSITION);
        AggregationView moved = after.movedTo(positions);
        assertEquals(positions, moved.positions());
        assertTrue(moved.ended().get(FLIGHTS_3).isWhole());
        assertEquals(moved, moved.on(now));
        Manifest written = new Manifest(8, 7, MANIFEST.published(), new TreeMap<>(Map.of(moved.id(), moved)));
        assertEquals(written, ManifestJson.read(written(written), "m", ViewLists.NONE));
    }

    @Test
    void anotherFormatIsRefusedByItsNumber() {
        String first = "{\"format\":1,\"manifest\":{\"number\":7,\"topicId\":\"x\"}}";
        ManifestException refused = assertThrows(
                ManifestException.class,
                () -> ManifestJson.read(first.getBytes(StandardCharsets.UTF_8), "m", ViewLists.NONE));
        assertEquals(
                "TM-MAN-002 m: has format 1, and this version reads 8; begin with an empty storage root (the archive is"
                        + " built anew from the log), or run the version of Tidemark that wrote it",
                refused.getMessage());
    }
}
