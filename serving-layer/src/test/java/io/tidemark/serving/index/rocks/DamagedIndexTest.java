package io.tidemark.serving.index.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.IndexException;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.testkit.PlainFold;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever became of the index's files on the disk, what it answers is right, or it says that it cannot answer. */
final class DamagedIndexTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final long HOUR = 3_600_000;

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 3, 600);
    private final InMemoryBatchViews views = new InMemoryBatchViews();
    private final Map<PlainFold.Cell, List<Object>> expected =
            log.plainFold(BY_SHOP, log.ends().offsets()).results();
    private AggregationView older;
    private AggregationView newer;
    private Path whole;
    private int copies;

    private interface Damage {
        void to(Path file, byte[] content) throws IOException;
    }

    @BeforeEach
    void load() throws IOException {
        older = published(SalesLog.START + HOUR, SalesLog.START + 5 * HOUR);
        newer = published(SalesLog.START + 3 * HOUR);
        whole = directory.resolve("whole");
        try (BatchIndex index = RocksBatchIndex.open(whole, 1 << 20)) {
            index.hold(older);
            index.load(older, BY_SHOP, views);
        }
    }

    private AggregationView published(long... fileEnds) {
        return views.publish(log, BY_SHOP, log.ends(), fileEnds)
                .versions(SalesModel.BY_SHOP)
                .get(0);
    }

    @Test
    void aFileThatIsGone() throws IOException {
        afterEach((file, content) -> Files.delete(file));
    }

    @Test
    void aFileThatIsCutShort() throws IOException {
        for (int part = 0; part < 8; part++) {
            int eighths = part;
            afterEach((file, content) ->
                    Files.write(file, Arrays.copyOf(content, (int) ((long) content.length * eighths / 8))));
        }
    }

    @Test
    void aBitThatChanged() throws IOException {
        SplittableRandom chance = new SplittableRandom(7);
        for (int i = 0; i < 12; i++) {
            afterEach((file, content) -> {
                byte[] changed = content.clone();
                if (changed.length > 0) {
                    changed[chance.nextInt(changed.length)] ^= (byte) (1 << chance.nextInt(Byte.SIZE));
                }
                Files.write(file, changed);
            });
        }
    }

    /** Damages one file of a copy, each in turn, and asks. */
    private void afterEach(Damage damage) throws IOException {
        for (Path file : filesOfRows()) {
            Path copy = copy();
            Path damaged = copy.resolve(whole.relativize(file).toString());
            damage.to(damaged, Files.readAllBytes(damaged));
            for (AggregationView view : List.of(older, newer, older)) {
                check(copy, view, damaged.getFileName().toString());
            }
        }
    }

    private void check(Path copy, AggregationView view, String damaged) {
        try (BatchIndex index = RocksBatchIndex.open(copy, 1 << 20)) {
            index.hold(view);
            IndexedView loaded = index.load(view, BY_SHOP, views);
            assertEquals(expected, rows(index, loaded), damaged);
            index.dropUnheld();
            assertEquals(expected, rows(index, loaded), damaged);
        } catch (IndexException said) {
            assertTrue(said.fault().mend().contains("remove"), said::getMessage);
        }
    }

    private static Map<PlainFold.Cell, List<Object>> rows(BatchIndex index, IndexedView view) {
        TileTable table = new TileTable(BY_SHOP);
        index.scan(view, WantedTiles.each(TimeRange.ALL), GroupRange.ALL, row -> {
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

    private List<Path> filesOfRows() throws IOException {
        try (Stream<Path> files = Files.list(whole.resolve("rows"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("LO"))
                    .sorted()
                    .toList();
        }
    }

    private Path copy() throws IOException {
        Path copy = directory.resolve("copy" + ++copies);
        try (Stream<Path> all = Files.walk(whole)) {
            for (Path each : all.toList()) {
                Files.copy(each, copy.resolve(whole.relativize(each).toString()));
            }
        }
        return copy;
    }
}
