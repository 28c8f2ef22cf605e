package io.tidemark.serving.index.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexException;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.level.JoinedName;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.serving.index.memory.InMemoryBatchIndex;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.testkit.PlainFold;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchIndexTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final GroupKey FIRST = GroupKey.of(new byte[0]);
    private static final long HOUR = 3_600_000;

    private static final long TILE = 600_000;

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 3, 600);
    private final InMemoryBatchViews views = new InMemoryBatchViews();

    private AggregationView published(long... fileEnds) {
        return views.publish(log, BY_SHOP, log.ends(), fileEnds)
                .versions(SalesModel.BY_SHOP)
                .get(0);
    }

    private static Map<PlainFold.Cell, List<Object>> rows(BatchIndex index, IndexedView view, TimeRange tiles) {
        TileTable table = new TileTable(BY_SHOP);
        index.scan(view, WantedTiles.each(tiles), GroupRange.ALL, row -> {
            table.mergeEncoded(row.group(), row.tileMillis(), row.accumulators());
            return true;
        });
        Map<PlainFold.Cell, List<Object>> rows = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            rows.put(
                    new PlainFold.Cell(table.group(row), table.tile(row)),
                    List.of(table.result(row, 0), table.result(row, 1)));
        }
        return rows;
    }

    private static List<GroupKey> groups(BatchIndex index, IndexedView view, GroupKey first, int limit) {
        List<GroupKey> groups = new ArrayList<>();
        index.groups(view, TimeRange.ALL, GroupRange.ALL.from(first), group -> {
            groups.add(group);
            return groups.size() < limit;
        });
        return groups;
    }

    /** The forms that an index has. */
    enum Form {
        ROCKS,
        IN_MEMORY;

        BatchIndex open(Path directory) {
            return this == ROCKS ? RocksBatchIndex.open(directory, 1 << 20) : new InMemoryBatchIndex();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRowOfEveryFileIsFoundByScanAndByGroup(Form form) throws IOException {
        AggregationView view = published(SalesLog.START + HOUR, SalesLog.START + 5 * HOUR);
        var expected = log.plainFold(BY_SHOP, log.ends().offsets()).results();
        try (BatchIndex index = form.open(directory)) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(expected, rows(index, loaded, TimeRange.ALL));

            TimeRange some = new TimeRange(SalesLog.START + 600_000, SalesLog.START + 6 * HOUR);
            var inRange = new TreeMap<>(expected);
            inRange.keySet().removeIf(cell -> !some.contains(cell.tileMillis()));
            assertEquals(inRange, rows(index, loaded, some));

            GroupKey shop = new GroupCodec(BY_SHOP.groups()).key(List.of("shop-3"));
            List<Long> tiles = new ArrayList<>();
            try (IndexReader reader = index.reader()) {
                reader.group(loaded, shop, WantedTiles.each(some), row -> tiles.add(row.tileMillis()));
            }
            assertEquals(
                    inRange.keySet().stream()
                            .filter(cell -> cell.group().equals(shop))
                            .map(PlainFold.Cell::tileMillis)
                            .toList(),
                    tiles);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlaceBetweenTheRowsOfAGroupIsBehindThatGroup(Form form) {
        AggregationView view = published(SalesLog.START + HOUR, SalesLog.START + 5 * HOUR);
        GroupKey shop = new GroupCodec(BY_SHOP.groups()).key(List.of("shop-3"));
        byte[] between = Arrays.copyOf(shop.bytes(), shop.bytes().length + 2);
        between[between.length - 1] = Byte.MIN_VALUE;
        try (BatchIndex index = form.open(directory)) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            List<GroupKey> behind = groups(index, loaded, FIRST, 100).stream()
                    .filter(group -> group.compareTo(shop) > 0)
                    .toList();
            assertEquals(behind, groups(index, loaded, GroupKey.of(between), 100));
            Set<GroupKey> scanned = new TreeSet<>();
            index.scan(loaded, WantedTiles.each(TimeRange.ALL), GroupRange.ALL.from(GroupKey.of(between)), row -> {
                scanned.add(row.group());
                return true;
            });
            assertEquals(behind, List.copyOf(scanned));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyRangeOfManyTilesIsFoundByScanByGroupAndByListing(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog many = new SalesLog(1);
        int tiles = 400;
        for (int i = 0; i < 2_000; i++) {
            // Some groups have nearly every tile and fill blocks, others few, and some tiles are far away.
            int shop = random.nextInt(5);
            long tile = random.nextInt(1 + tiles >> shop) * (random.nextInt(50) == 0 ? 1_000 : 1);
            many.append(0, new Sale("shop-" + shop, 0, 0, SalesLog.START + tile * TILE), 1);
        }
        AggregationView view = views.publish(many, BY_SHOP, many.ends(), SalesLog.START + 150 * TILE)
                .versions(SalesModel.BY_SHOP)
                .get(0);
        var all = many.plainFold(BY_SHOP, many.ends().offsets()).results();
        // With a cache for all that is read, and with one that holds a group or two.
        int cacheBytes = seed % 2 == 0 ? 8 << 10 : 1 << 20;
        try (BatchIndex index = RocksBatchIndex.open(directory, cacheBytes)) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            for (int i = 0; i < 200; i++) {
                long first = SalesLog.START + random.nextInt(tiles) * TILE;
                TimeRange range = new TimeRange(first, first + random.nextInt(120) * TILE);
                var expected = new TreeMap<>(all);
                expected.keySet().removeIf(cell -> !range.contains(cell.tileMillis()));
                String place = "seed " + seed + ", range " + range;
                assertEquals(expected, rows(index, loaded, range), place);
                assertEquals(
                        expected.keySet().stream()
                                .map(PlainFold.Cell::group)
                                .distinct()
                                .toList(),
                        groups(index, loaded, range),
                        place);
                GroupKey shop = new GroupCodec(BY_SHOP.groups()).key(List.of("shop-" + random.nextInt(6)));
                List<Long> found = new ArrayList<>();
                try (IndexReader reader = index.reader()) {
                    reader.group(loaded, shop, WantedTiles.each(range), row -> found.add(row.tileMillis()));
                }
                expected.keySet().removeIf(cell -> !cell.group().equals(shop));
                assertEquals(
                        expected.keySet().stream()
                                .map(PlainFold.Cell::tileMillis)
                                .toList(),
                        found,
                        place);
            }
        }
    }

    private static List<GroupKey> groups(BatchIndex index, IndexedView view, TimeRange tiles) {
        List<GroupKey> groups = new ArrayList<>();
        index.groups(view, tiles, GroupRange.ALL, groups::add);
        return groups;
    }

    @Test
    void rowsOutOfOrderAreRefused() throws IOException {
        GroupKey shop = new GroupCodec(BY_SHOP.groups()).key(List.of("a"));
        for (long second : new long[] {-TILE, 0}) {
            BatchViews unsorted = new UnsortedViews(shop.bytes(), second);
            try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
                AggregationView view = published();
                IndexException fault = assertThrows(IndexException.class, () -> index.load(view, BY_SHOP, unsorted));
                assertEquals("TM-SRV-003", fault.code());
            }
        }
    }

    /** Gives every file a row of tile 0 and then one that must not follow. */
    private record UnsortedViews(byte[] group, long second) implements BatchViews {
        @Override
        public Manifest newest() {
            return Manifest.NONE;
        }

        @Override
        public Optional<Manifest> manifest(long number) {
            return Optional.empty();
        }

        @Override
        public Beginnings beginnings() {
            return new InMemoryBeginnings();
        }

        @Override
        public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
            sink.row(group, 0, new byte[] {1});
            sink.row(group, second, new byte[] {2});
        }

        @Override
        public void read(EntryFile file, EntrySink sink) {
            throw new UnsupportedOperationException("no operator remembers anything");
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupsAreListedOnceInOrderAndFromAnyOneOn(Form form) throws IOException {
        AggregationView view = published(SalesLog.START + HOUR);
        GroupCodec codec = new GroupCodec(BY_SHOP.groups());
        try (BatchIndex index = form.open(directory)) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            List<GroupKey> all = groups(index, loaded, FIRST, 100);
            assertEquals(7, all.size());
            assertEquals(all.stream().sorted().distinct().toList(), all);
            GroupKey fourth = codec.key(List.of("shop-3"));
            assertEquals(all.subList(3, 5), groups(index, loaded, fourth, 2));
        }
    }

    @Test
    void aGroupThatBeginsLikeAnotherIsAnotherGroup() throws IOException {
        SalesLog odd = new SalesLog(1);
        List<String> shops = List.of("a", "a\0", "a\0\0", "ab", "", "\0");
        for (String shop : shops) {
            odd.append(0, new Sale(shop, 0, 0, Long.MAX_VALUE / 4 * 3), 1);
            odd.append(0, new Sale(shop, 0, 0, SalesLog.START), 2);
            odd.append(0, new Sale(shop, 0, 0, -5), 3);
        }
        AggregationView view = views.publish(odd, BY_SHOP, odd.ends())
                .versions(SalesModel.BY_SHOP)
                .get(0);
        GroupCodec codec = new GroupCodec(BY_SHOP.groups());
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20);
                IndexReader reader = index.reader()) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(6, groups(index, loaded, FIRST, 100).size());
            for (String shop : shops) {
                List<Long> tiles = new ArrayList<>();
                reader.group(
                        loaded,
                        codec.key(List.of(shop)),
                        WantedTiles.each(TimeRange.ALL),
                        row -> tiles.add(row.tileMillis()));
                assertEquals(3, tiles.size(), "shop " + shop);
                assertEquals(-600_000, tiles.get(0));
            }
        }
    }

    @Test
    void aRestartReusesWhatIsLoadedAndDropsWhatNobodyNeeds() throws IOException {
        AggregationView older = published(SalesLog.START + HOUR);
        AggregationView newer = published();
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            index.load(older, BY_SHOP, views);
        }
        assertEquals(2, views.reads());
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            IndexedView loaded = index.load(older, BY_SHOP, views);
            assertEquals(2, views.reads(), "files are read once");
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, loaded, TimeRange.ALL));

            Hold hold = index.hold(newer);
            IndexedView next = index.load(newer, BY_SHOP, views);
            index.dropUnheld();
            assertEquals(1, index.files());
            assertTrue(rows(index, loaded, TimeRange.ALL).isEmpty(), "dropped rows are gone");
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, next, TimeRange.ALL));
        }
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            assertTrue(index.holds(BY_SHOP.fingerprint(), newer.files().get(0)));
            assertEquals(1, index.files());
        }
    }

    @Test
    void whatWasJoinedIsFoundAgainAndGoesWithTheFirstOfItsParts() throws Exception {
        SalesLog days = new SalesLog(1);
        long day = 24 * HOUR;
        for (long at = SalesLog.START; at < SalesLog.START + 5 * day; at += TILE) {
            days.append(0, new Sale("a", 0, 1, at), at);
        }
        long[] ends = LongStream.range(0, 5).map(n -> SalesLog.START + n * day).toArray();
        AggregationView older = views.publish(days, BY_SHOP, days.ends(), ends)
                .versions(SalesModel.BY_SHOP)
                .get(0);
        // A late one, on the second day.
        days.append(0, new Sale("a", 0, 1, SalesLog.START + day), SalesLog.START + 5 * day);
        AggregationView again = views.publish(days, BY_SHOP, days.ends(), ends)
                .versions(SalesModel.BY_SHOP)
                .get(0);
        List<ViewFile> files = new ArrayList<>(older.files());
        files.set(2, again.files().get(2));
        AggregationView newer = older.naming(ViewFiles.named(files));
        Set<Long> joined;
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            joined = joined(index.load(older, BY_SHOP, views));
            assertEquals(3, joined.size());
        }
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            assertEquals(joined, joined(index.load(older, BY_SHOP, views)), "it is made once");
            Hold hold = index.hold(newer);
            IndexedView loaded = index.load(newer, BY_SHOP, views);
            Set<Long> anew = joined(loaded);
            anew.removeAll(joined);
            assertEquals(1, anew.size(), "only what has changed is joined anew");
            index.dropUnheld();
            assertEquals(6, index.files());
            List<Long> counts = new ArrayList<>();
            GroupKey shop = new GroupCodec(BY_SHOP.groups()).key(List.of("a"));
            try (IndexReader reader = index.reader()) {
                reader.group(loaded, shop, WantedTiles.together(TimeRange.ALL), row -> {
                    if (row.level() == Level.DAY) {
                        TileTable one = new TileTable(BY_SHOP);
                        one.mergeEncoded(shop, row.tileMillis(), row.accumulators());
                        counts.add((Long) one.result(0, 0));
                    }
                    return true;
                });
            }
            assertEquals(List.of(144L, 145L, 144L), counts);
            hold.close();
        }
        try (RocksStore store = RocksStore.open(directory.resolve("rows"), 1 << 20)) {
            Set<Long> left = new TreeSet<>();
            store.registry().files().forEach((name, file) -> {
                if (JoinedName.is(name.path())) {
                    left.add(file.id());
                }
            });
            assertEquals(3, left.size());
            assertEquals(2, left.stream().filter(joined::contains).count(), "what lost a part is gone");
        }
    }

    private static Set<Long> joined(IndexedView view) {
        Set<Long> ids = new TreeSet<>();
        view.tops().stream().filter(file -> file.level() != Level.TILE).forEach(file -> ids.add(file.id()));
        return ids;
    }

    @Test
    void aLoadThatFailsLeavesNothingAndCanBeRepeated() throws IOException {
        AggregationView view = published();
        ViewFile lying = new ViewFile(
                view.files().get(0).path(), TimeRange.ALL, view.files().get(0).rows() + 1, 1);
        AggregationView broken = new AggregationView(
                view.aggregation(),
                view.fingerprint(),
                view.since(),
                view.tidemark(),
                List.of(lying),
                List.of(),
                view.horizon(),
                "");
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            IndexException fault = assertThrows(IndexException.class, () -> index.load(broken, BY_SHOP, views));
            assertEquals("TM-SRV-005", fault.code());
            assertEquals(0, index.files());
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, loaded, TimeRange.ALL));
        }
    }

    @Test
    void anIndexThatCannotBeReadIsBegunAnew() throws IOException {
        AggregationView view = published();
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            index.load(view, BY_SHOP, views);
        }
        Files.writeString(directory.resolve("rows/CURRENT"), "no manifest\n");
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            assertEquals(0, index.files());
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, loaded, TimeRange.ALL));
        }
    }

    @Test
    void ofAFileThoseGroupsAloneAreLoadedThatAreMeantAlsoWhereOthersWereBefore() throws IOException {
        AggregationView view = published();
        GroupKey border = new GroupCodec(BY_SHOP.groups()).key(List.of("shop-3"));
        KeyRange above = new KeyRange(KeyRange.text(border.bytes()), "");
        AggregationView part = view.naming(ViewFiles.named(
                view.files().stream().map(file -> file.of(above)).toList()));
        var all = log.plainFold(BY_SHOP, log.ends().offsets()).results();
        var ofPart = new TreeMap<>(all);
        ofPart.keySet().removeIf(cell -> cell.group().compareTo(border) < 0);
        for (AggregationView meant : List.of(view, part, view, part)) {
            try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
                for (int again = 0; again < 2; again++) {
                    IndexedView loaded = index.load(meant, BY_SHOP, views);
                    var expected = meant.equals(view) ? all : ofPart;
                    assertEquals(expected, rows(index, loaded, TimeRange.ALL));
                    assertEquals(expected.size(), index.rows());
                }
            }
        }
    }

    @Test
    void aSecondNodeOnTheSameDirectoryIsRefused() {
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            assertEquals(0, index.files());
            IndexException fault = assertThrows(IndexException.class, () -> RocksBatchIndex.open(directory, 1 << 20));
            assertEquals("TM-SRV-001", fault.code());
            assertTrue(fault.getMessage().contains("another process or node uses it; stop that one"));
        }
    }
}
