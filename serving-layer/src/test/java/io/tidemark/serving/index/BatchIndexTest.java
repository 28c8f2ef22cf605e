package io.tidemark.serving.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.testkit.PlainFold;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BatchIndexTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final GroupKey FIRST = GroupKey.of(new byte[0]);
    private static final long HOUR = 3_600_000;

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 3, 600);
    private final InMemoryBatchViews views = new InMemoryBatchViews();

    private AggregationView published(long... fileEnds) {
        return views.publish(log, BY_SHOP, log.ends(), fileEnds)
                .aggregation(SalesModel.BY_SHOP)
                .orElseThrow();
    }

    private static Map<PlainFold.Cell, List<Object>> rows(BatchIndex index, IndexedView view, TimeRange tiles) {
        TileTable table = new TileTable(BY_SHOP);
        index.scan(view, tiles, FIRST, (group, tile, accumulators) -> {
            table.mergeEncoded(group, tile, new ByteReader(accumulators));
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
        index.groups(view, TimeRange.ALL, first, group -> {
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
            return this == ROCKS ? BatchIndex.open(directory, 1 << 20) : BatchIndex.inMemory();
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
                reader.group(loaded, shop, some, (group, tile, accumulators) -> tiles.add(tile));
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
                .aggregation(SalesModel.BY_SHOP)
                .orElseThrow();
        GroupCodec codec = new GroupCodec(BY_SHOP.groups());
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20);
                IndexReader reader = index.reader()) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(6, groups(index, loaded, FIRST, 100).size());
            for (String shop : shops) {
                List<Long> tiles = new ArrayList<>();
                reader.group(
                        loaded,
                        codec.key(List.of(shop)),
                        TimeRange.ALL,
                        (group, tile, accumulators) -> tiles.add(tile));
                assertEquals(3, tiles.size(), "shop " + shop);
                assertEquals(-600_000, tiles.get(0));
            }
        }
    }

    @Test
    void aRestartReusesWhatIsLoadedAndDropsWhatNobodyNeeds() throws IOException {
        AggregationView older = published(SalesLog.START + HOUR);
        AggregationView newer = published();
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
            index.load(older, BY_SHOP, views);
        }
        assertEquals(2, views.reads());
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
            IndexedView loaded = index.load(older, BY_SHOP, views);
            assertEquals(2, views.reads(), "files are read once");
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, loaded, TimeRange.ALL));

            IndexedView next = index.load(newer, BY_SHOP, views);
            index.retain(Set.copyOf(next.files()));
            assertEquals(1, index.files());
            assertTrue(rows(index, loaded, TimeRange.ALL).isEmpty(), "dropped rows are gone");
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, next, TimeRange.ALL));
        }
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
            assertTrue(index.holds(BY_SHOP.fingerprint(), newer.files().get(0)));
            assertEquals(1, index.files());
        }
    }

    @Test
    void aLoadThatFailsLeavesNothingAndCanBeRepeated() throws IOException {
        AggregationView view = published();
        ViewFile lying = new ViewFile(
                view.files().get(0).path(), TimeRange.ALL, view.files().get(0).rows() + 1, 1);
        AggregationView broken = new AggregationView(
                view.aggregation(), view.fingerprint(), view.tidemark(), List.of(lying), List.of(), Long.MIN_VALUE, "");
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
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
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
            index.load(view, BY_SHOP, views);
        }
        Files.writeString(directory.resolve("rows/CURRENT"), "no manifest\n");
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
            assertEquals(0, index.files());
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(log.plainFold(BY_SHOP, log.ends().offsets()).results(), rows(index, loaded, TimeRange.ALL));
        }
    }

    @Test
    void aSecondNodeOnTheSameDirectoryIsRefused() {
        try (BatchIndex index = BatchIndex.open(directory, 1 << 20)) {
            assertEquals(0, index.files());
            IndexException fault = assertThrows(IndexException.class, () -> BatchIndex.open(directory, 1 << 20));
            assertEquals("TM-SRV-001", fault.code());
            assertTrue(fault.getMessage().contains("another process or node uses it; stop that one"));
        }
    }
}
