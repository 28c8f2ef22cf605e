package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.cut.Cut;
import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.question.Ranking;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.serving.testing.UnboundedQuery;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a view must never show in an answer of another: flips and questions in turn, with all groups sorted. */
final class BatchRankingsTest {
    private static final List<AggregationDefinition<Sale>> DEFINITIONS =
            List.of(SalesModel.definition(SalesModel.BY_SHOP), SalesModel.definition(SalesModel.BY_TILL));
    private static final long HOUR = 3_600_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theBestAreTheFirstOfAllWhateverFlipsBetween(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 3, 500);
        LogRealtimeView realtime = new LogRealtimeView(log);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            int few = new int[] {0, 2, 5, 100}[(int) seed % 4];
            // Too little for what is kept, for some of the totals, and enough.
            long mostBytes = new long[] {0, 1 << 10, 1 << 20}[(int) seed % 3];
            UnboundedQuery ranked = new UnboundedQuery(new MergedQuery(
                    bench.served,
                    bench.historic,
                    bench.index,
                    new RealtimeViews(SalesModel.MODEL, List.of(realtime)),
                    bench.clock,
                    Cut.PROVEN,
                    new BatchRankings(few, mostBytes),
                    new RankedMerge()));
            long manifests = 0;
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(3) == 0) {
                    AggregationDefinition<Sale> definition = DEFINITIONS.get(random.nextInt(2));
                    long expired = random.nextInt(4) == 0 ? SalesLog.START + random.nextInt(3) * HOUR : Long.MIN_VALUE;
                    manifests = bench.batch
                            .publish(log, definition, randomCut(log, random), List.of(), expired)
                            .number();
                }
                int partition = random.nextInt(3);
                realtime.consume(partition, random.nextLong(log.end(partition) + 1));
                bench.step();
                for (AggregationDefinition<Sale> definition : DEFINITIONS) {
                    Question question = question(definition, random, manifests);
                    assertSame(bench.query, ranked, question, random, "seed " + seed + ", step " + step);
                }
            }
        }
    }

    static void assertSame(
            UnboundedQuery plain, UnboundedQuery ranked, Question question, SplittableRandom random, String place) {
        List<AnswerRow> all;
        try {
            all = plain.page(question, new Page(10_000, Order.EARLIEST_FIRST, Optional.empty()))
                    .rows();
        } catch (io.tidemark.serving.flip.ManifestUnavailableException e) {
            // The manifest has no view of this aggregation yet.
            return;
        }
        Ranking.Order order = Ranking.Order.values()[random.nextInt(2)];
        Comparator<AnswerRow> byValue =
                Comparator.comparing(row -> (Long) row.metrics().get(0));
        Comparator<AnswerRow> bestFirst =
                (order == Ranking.Order.GREATEST_FIRST ? byValue.reversed() : byValue).thenComparing(AnswerRow::group);
        int size = 1 + random.nextInt(9);
        List<AnswerRow> expected = all.stream().sorted(bestFirst).limit(size).toList();
        assertEquals(expected, ranked.top(question, new Ranking(0, size, order)).rows(), place);
    }

    static Question question(AggregationDefinition<Sale> definition, SplittableRandom random, long manifests) {
        long first = SalesLog.START + random.nextInt(4) * HOUR;
        TimeRange range = random.nextBoolean() ? TimeRange.ALL : new TimeRange(first, first + 2 * HOUR);
        boolean isThen = manifests > 0 && random.nextInt(4) == 0;
        return new Question(
                definition.name(),
                GroupFilter.ALL,
                WindowPlan.whole(range, definition.tile()),
                IntStream.range(0, definition.metrics().size()).boxed().toList(),
                isThen ? OptionalLong.of(1 + random.nextLong(manifests)) : OptionalLong.empty());
    }

    static Tidemark randomCut(SalesLog log, SplittableRandom random) {
        TreeMap<Integer, Long> cut = new TreeMap<>();
        for (int p = 0; p < log.partitionCount(); p++) {
            cut.put(p, random.nextLong(log.end(p) + 1));
        }
        return log.tidemark(cut);
    }
}
