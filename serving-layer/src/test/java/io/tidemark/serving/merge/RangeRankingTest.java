package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.BestGroups;
import io.tidemark.serving.index.GroupRanker;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.ranges.RangeSettings;
import io.tidemark.serving.ranges.Ranges;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.UnboundedQuery;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The best of a view in three ranges, of which each has its own best found by whoever has it, with all groups sorted. */
final class RangeRankingTest {
    private static final int RANGES = 3;
    private static final String BORDERS = "{\"" + SalesModel.BY_SHOP + "\": [\"shop-2\", \"shop-5\"], \""
            + SalesModel.BY_TILL + "\": [[\"shop-2\", 1], \"shop-4\"]}";
    private static final List<AggregationDefinition<?>> DEFINITIONS =
            List.of(SalesModel.definition(SalesModel.BY_SHOP), SalesModel.definition(SalesModel.BY_TILL));

    @TempDir
    Path directory;

    private final InMemoryBatchViews batch = new InMemoryBatchViews();
    private final List<Ranges> others = new ArrayList<>();
    private final List<BatchIndex> indexes = new ArrayList<>();
    private final AtomicInteger ranked = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();

    /** Counts what is asked of it; one of the nodes cannot rank. */
    private final class Counting implements GroupRanker {
        private final GroupRanker ranker = new RangeRanking();
        private final boolean canRank;

        Counting(boolean canRank) {
            this.canRank = canRank;
        }

        @Override
        public void best(BatchIndex index, IndexedView view, BestGroups best, Holding holding, RowVisitor visitor) {
            if (!canRank) {
                throw HttpFault.UNKNOWN_AGGREGATION.at("view", "it cannot rank it", "ask for its rows");
            }
            ranked.incrementAndGet();
            AtomicInteger groups = new AtomicInteger();
            ranker.best(index, view, best, holding, row -> {
                groups.incrementAndGet();
                sent.incrementAndGet();
                return visitor.row(row);
            });
            assertTrue(groups.get() <= best.ranking().size());
        }
    }

    private Ranges range(int own, List<List<URI>> owners, boolean canRank) {
        BatchIndex local = RocksBatchIndex.open(directory.resolve("range-" + own), 1 << 20);
        indexes.add(local);
        return new Ranges(
                new RangeSettings(BORDERS, own, owners, ListenerSettings.on("127.0.0.1", 0), NodePass.NONE),
                new Ranges.Between(SalesModel.MODEL, local, new Counting(canRank), batch),
                Runnable::run,
                Runnable::run,
                new Faults(FaultListener.NONE));
    }

    /** The index of the first range's node, beside those of the others. */
    private BatchIndex index(long seed) {
        List<URI> nobody = List.of(URI.create("http://127.0.0.1:1"));
        List<List<URI>> owners = new ArrayList<>(List.of(nobody));
        for (int own = 2; own <= RANGES; own++) {
            Ranges other = range(own, List.of(nobody, nobody, nobody), own != 3 || seed != 4);
            other.start();
            others.add(other);
            owners.add(List.of(other.uri()));
        }
        return range(1, owners, true).index();
    }

    private void loadOthers() {
        for (AggregationDefinition<?> definition : DEFINITIONS) {
            AggregationView view = batch.newest().view(definition.id()).orElse(null);
            if (view != null) {
                others.forEach(other -> other.index().load(view, definition, batch));
            }
        }
    }

    @AfterEach
    void close() {
        others.forEach(Ranges::close);
        indexes.subList(0, others.size()).forEach(BatchIndex::close);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theBestOfEachRangesBestAreTheBestOfAll(long seed) {
        int few = new int[] {0, 1, 3}[(int) seed % 3];
        try (RankedSales sales = new RankedSales(seed, new RankedSales.Size(3, 500, 1), index(seed), batch)) {
            UnboundedQuery asked = sales.by(new BatchRankings(few, 1 << 20), new RankedMerge());
            for (int step = 0; step < 20; step++) {
                if (sales.random.nextInt(3) == 0) {
                    boolean isExpired = sales.random.nextInt(4) == 0;
                    sales.publish(
                            sales.anyDefinition(),
                            isExpired ? SalesLog.START + sales.random.nextInt(3) * RankedSales.HOUR : Long.MIN_VALUE);
                    loadOthers();
                }
                sales.consume();
                for (String name : new String[] {SalesModel.BY_SHOP, SalesModel.BY_TILL}) {
                    sales.assertSame(asked, SalesModel.definition(name), "seed " + seed + ", step " + step);
                }
            }
        }
        assertTrue(ranked.get() > 0 && sent.get() > 0, ranked + " and " + sent);
    }
}
