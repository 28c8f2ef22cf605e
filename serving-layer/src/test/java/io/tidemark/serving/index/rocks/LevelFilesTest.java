package io.tidemark.serving.index.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Horizon;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a view are joined, of what. */
final class LevelFilesTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long START = SalesLog.START;

    @TempDir
    Path directory;

    private final SalesLog log = new SalesLog(1);
    private final InMemoryBatchViews views = new InMemoryBatchViews();

    private void sell(long atMillis) {
        log.append(0, new Sale("a", 0, 1, atMillis), atMillis);
    }

    /** Of each hour of so many days a sale, in a file for each day. */
    private AggregationView days(int days) {
        for (long at = START; at < START + days * DAY; at += HOUR) {
            sell(at);
        }
        return published(days);
    }

    private AggregationView published(int days, long... otherEnds) {
        long[] ends = LongStream.concat(LongStream.range(0, days).map(n -> START + n * DAY), LongStream.of(otherEnds))
                .toArray();
        return views.publish(log, BY_SHOP, log.ends(), ends)
                .versions(SalesModel.BY_SHOP)
                .get(0);
    }

    private static AggregationView plannedAt(long millis, AggregationView view) {
        return view.at(new Horizon(millis, Long.MIN_VALUE, new TreeMap<>()));
    }

    private static List<IndexedFile> ofLevel(Level level, IndexedView view) {
        return view.tops().stream().filter(file -> file.level() == level).toList();
    }

    private static long joinedRows(List<IndexedFile> files) {
        return files.stream()
                .filter(file -> file.level() != Level.TILE)
                .mapToLong(file -> file.file().rows() + joinedRows(file.parts()))
                .sum();
    }

    @Test
    void aMonthIsJoinedOfItsDays() throws Exception {
        IndexedFile january;
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            january = ofLevel(Level.MONTH, index.load(days(50), BY_SHOP, views)).get(0);
        }
        Map<Level, Long> read = new TreeMap<>();
        try (RocksStore store = RocksStore.open(directory.resolve("rows"), 1 << 20);
                GroupScan scan = LevelFiles.scan(january.parts(), store)) {
            scan.rows(row -> read.merge(row.level(), 1L, Long::sum) > 0);
        }
        assertEquals(Map.of(Level.DAY, 31L), read);
    }

    @Test
    void allLevelsTogetherHaveLessThanAThirdOfTheRowsThatTilesHave() {
        for (int day : new int[] {3, 17, 40}) {
            for (int tile = 0; tile < 4; tile++) {
                sell(START + day * DAY + tile * HOUR);
            }
        }
        sell(START + 74 * DAY);
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            IndexedView loaded = index.load(published(75), BY_SHOP, views);
            assertEquals(3, ofLevel(Level.DAY, loaded).size());
            assertTrue(3 * joinedRows(loaded.tops()) < index.rows(), loaded.tops()::toString);
        }
    }

    @Test
    void anEventOfTheFutureMakesNothingBeOver() {
        days(10);
        long future = START + 90 * 365 * DAY;
        sell(future);
        AggregationView view = plannedAt(START + 9 * DAY + 12 * HOUR, published(11, future));
        try (BatchIndex index = RocksBatchIndex.open(directory, 1 << 20)) {
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(
                    LongStream.range(0, 9).map(n -> START + n * DAY).boxed().toList(),
                    ofLevel(Level.DAY, loaded).stream()
                            .map(file -> file.file().tiles().firstMillis())
                            .toList());
            assertEquals(List.of(), ofLevel(Level.MONTH, loaded));
        }
    }
}
