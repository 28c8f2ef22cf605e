package io.tidemark.serving.merge;

import static io.tidemark.serving.merge.BatchRankingsTest.assertSame;
import static io.tidemark.serving.merge.BatchRankingsTest.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cut.Cut;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.helpers.Helpers;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.question.Ranking;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
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
    private static final List<AggregationDefinition<Sale>> DEFINITIONS =
            List.of(SalesModel.definition(SalesModel.BY_SHOP), SalesModel.definition(SalesModel.BY_TILL));

    @TempDir
    Path directory;

    private final Helpers helpers = new Helpers(3);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theBestOfAllPiecesAreTheBestOfAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 3, 500);
        LogRealtimeView realtime = new LogRealtimeView(log);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            UnboundedQuery ranked = inPieces(bench, realtime);
            if (seed % 2 == 0) {
                realtime.scanOnly(0);
            }
            long manifests = 0;
            for (int step = 0; step < 40; step++) {
                AggregationDefinition<Sale> definition = DEFINITIONS.get(random.nextInt(2));
                if (random.nextInt(4) == 0) {
                    manifests = bench.batch
                            .publish(log, definition, BatchRankingsTest.randomCut(log, random))
                            .number();
                }
                int partition = random.nextInt(3);
                realtime.consume(partition, random.nextLong(log.end(partition) + 1));
                bench.step();
                realtime.fallApartAt(randomPlaces(bench, definition, random));
                Question question = question(definition, random, manifests);
                assertSame(bench.query, ranked, question, random, "seed " + seed + ", step " + step);
                assertEquals(3, helpers.idle());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void onePieceThatBreaksOffBeginsAllAnew(int breaks) {
        SalesLog log = SalesLog.random(new SplittableRandom(5), 2, 400);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        AggregationDefinition<Sale> definition = DEFINITIONS.get(1);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, definition, log.tidemark(Map.of(0, 80L)));
            bench.step();
            List<AnswerRow> rows = bench.askAll(definition).rows();
            realtime.fallApartAt(List.of(rows.get(rows.size() / 2).group()));
            Question question = question(definition, new SplittableRandom(4), 0);
            Ranking ranking = new Ranking(0, 5, Ranking.Order.GREATEST_FIRST);
            MergedAnswer expected = bench.query.top(question, ranking);
            realtime.scanOnly(breaks);
            MergedAnswer answer = inPieces(bench, realtime).top(question, ranking);
            // At the third time its partitions are given up, as where all is one piece.
            assertEquals(breaks < 3, answer.proof().isComplete());
            if (breaks < 3) {
                assertEquals(expected.rows(), answer.rows());
            }
        }
    }

    @Test
    void anIndexThatIsLargeFallsIntoPieces() {
        SalesLog log = SalesLog.random(new SplittableRandom(6), 2, 500);
        LogRealtimeView realtime = new LogRealtimeView(log);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, DEFINITIONS.get(1), log.tidemark(Map.of(0, log.end(0), 1, log.end(1))));
            bench.step();
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < 20; i++) {
                assertSame(
                        bench.query,
                        inPieces(bench, realtime),
                        question(DEFINITIONS.get(1), random, 1),
                        random,
                        "question " + i);
            }
            assertTrue(bench.index.rows() > 0);
        }
    }

    private UnboundedQuery inPieces(ServingBench bench, LogRealtimeView realtime) {
        return new UnboundedQuery(new MergedQuery(
                bench.served,
                bench.historic,
                bench.index,
                new RealtimeViews(SalesModel.MODEL, List.of(realtime)),
                bench.clock,
                Cut.PROVEN,
                new BatchRankings(0, 1 << 20),
                new RankedMerge(helpers, 0)));
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
