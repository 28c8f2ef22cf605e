package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.helpers.Helpers;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.serving.testing.UnboundedQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is gone through in pieces is what is gone through in one, wherever the borders are. */
final class RankedMergeTest {
    @TempDir
    Path directory;

    private final Helpers helpers = new Helpers(3);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theBestOfAllPiecesAreTheBestOfAll(long seed) {
        try (RankedSales sales = new RankedSales(seed, 3, 500, directory)) {
            UnboundedQuery ranked = inPieces(sales);
            if (seed % 2 == 0) {
                sales.realtime.scanOnly(0);
            }
            for (int step = 0; step < 40; step++) {
                AggregationDefinition<Sale> definition = sales.anyDefinition();
                if (sales.random.nextInt(4) == 0) {
                    sales.publish(definition, Long.MIN_VALUE);
                }
                sales.consume();
                sales.realtime.fallApartAt(randomPlaces(sales.bench, definition, sales.random));
                sales.assertSame(ranked, definition, "seed " + seed + ", step " + step);
                assertEquals(3, helpers.idle());
            }
        }
    }

    /** Each has other partitions, and all fall apart where one of them does. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void severalNodesAreGoneThroughInPiecesSideBySide(long seed) {
        RankedSales.Size size = new RankedSales.Size(3, 500, 2 + (int) seed % 2);
        BatchIndex index = RocksBatchIndex.open(directory, 1 << 20);
        try (RankedSales sales = new RankedSales(seed, size, index, new InMemoryBatchViews())) {
            UnboundedQuery ranked = inPieces(sales);
            sales.nodes.forEach(node -> node.scanOnly(0));
            for (int step = 0; step < 30; step++) {
                AggregationDefinition<Sale> definition = sales.anyDefinition();
                if (sales.random.nextInt(4) == 0) {
                    sales.publish(definition, Long.MIN_VALUE);
                }
                sales.consume();
                List<GroupKey> places = randomPlaces(sales.bench, definition, sales.random);
                sales.nodes.forEach(node -> node.fallApartAt(places));
                sales.assertSame(ranked, definition, "seed " + seed + ", step " + step);
            }
            assertTrue(sales.nodes.stream().allMatch(node -> node.pieces() > 0), "in pieces");
            // One of them cannot be asked for pieces: then none is.
            sales.realtime.fallApartAt(List.of());
            sales.assertSame(inPieces(sales), RankedSales.byTill(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void onePieceThatBreaksOffBeginsAllAnew(int breaks) {
        try (RankedSales sales = new RankedSales(5, 2, 400, directory)) {
            sales.realtime.caughtUp();
            sales.publish(RankedSales.byTill(), sales.log.tidemark(Map.of(0, 80L)), Long.MIN_VALUE);
            sales.bench.step();
            List<AnswerRow> rows = sales.bench.askAll(RankedSales.byTill()).rows();
            sales.realtime.fallApartAt(List.of(rows.get(rows.size() / 2).group()));
            Question question = sales.question(RankedSales.byTill());
            Ranking ranking = new Ranking(0, 5, Ranking.Order.GREATEST_FIRST);
            MergedAnswer expected = sales.bench.query.top(question, ranking);
            sales.realtime.scanOnly(breaks);
            MergedAnswer answer = inPieces(sales).top(question, ranking);
            // At the third time its partitions are given up, as where all is one piece.
            assertEquals(breaks < 3, answer.proof().isComplete());
            if (breaks < 3) {
                assertEquals(expected.rows(), answer.rows());
            }
        }
    }

    @Test
    void anIndexThatIsLargeFallsIntoPieces() {
        try (RankedSales sales = new RankedSales(6, 2, 500, directory)) {
            SalesLog log = sales.log;
            sales.publish(RankedSales.byTill(), log.tidemark(Map.of(0, log.end(0), 1, log.end(1))), Long.MIN_VALUE);
            sales.bench.step();
            for (int i = 0; i < 20; i++) {
                sales.assertSame(inPieces(sales), RankedSales.byTill(), "question " + i);
            }
            assertTrue(sales.bench.index.rows() > 0);
        }
    }

    @Test
    void aRealtimeViewThatIsOnePieceIsNotAskedForSeveralWhereTheIndexIsLarge() {
        try (RankedSales sales = new RankedSales(7, 2, 500, directory)) {
            SalesLog log = sales.log;
            sales.realtime.caughtUp();
            sales.publish(RankedSales.byTill(), log.tidemark(Map.of(0, log.end(0) / 2, 1, log.end(1))), Long.MIN_VALUE);
            sales.bench.step();
            sales.realtime.scanOnly(0);
            for (int i = 0; i < 20; i++) {
                sales.assertSame(inPieces(sales), RankedSales.byTill(), "question " + i);
            }
        }
    }

    private UnboundedQuery inPieces(RankedSales sales) {
        return sales.by(new BatchRankings(0, 1 << 20), new RankedMerge(helpers, 0));
    }

    /** Groups that are there, places beside them, the very first and the very last: in order, perhaps none. */
    private static List<GroupKey> randomPlaces(
            ServingBench bench, AggregationDefinition<?> definition, SplittableRandom random) {
        List<GroupKey> groups = new ArrayList<>();
        bench.askAll(definition).rows().forEach(row -> groups.add(row.group()));
        groups.add(GroupKey.of(new byte[] {-1, -1, -1}));
        TreeSet<GroupKey> places = new TreeSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] bytes = groups.get(random.nextInt(groups.size())).bytes();
            boolean isBeside = random.nextBoolean();
            places.add(GroupKey.of(isBeside ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 1)) : bytes));
        }
        return List.copyOf(places);
    }
}
