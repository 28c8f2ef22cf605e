package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.cut.Cut;
import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.serving.flip.ManifestUnavailableException;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.serving.testing.UnboundedQuery;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Sales of a seed, of which some are published and some consumed, and random questions for the best. Owned by one test. */
final class RankedSales implements AutoCloseable {
    static final long HOUR = 3_600_000;

    private static final List<AggregationDefinition<Sale>> DEFINITIONS =
            List.of(SalesModel.definition(SalesModel.BY_SHOP), SalesModel.definition(SalesModel.BY_TILL));

    final SplittableRandom random;
    final SalesLog log;
    /** Each has the partitions that are dealt to it in turn. */
    final List<LogRealtimeView> nodes = new ArrayList<>();
    /** The first. */
    final LogRealtimeView realtime;

    final ServingBench bench;

    private long manifests;

    RankedSales(long seed, int partitions, int records, Path directory) {
        this(
                seed,
                new Size(partitions, records, 1),
                RocksBatchIndex.open(directory, 1 << 20),
                new InMemoryBatchViews());
    }

    record Size(int partitions, int records, int nodes) {}

    /** @param index of what is in these batch views; is closed with this */
    RankedSales(long seed, Size size, BatchIndex index, InMemoryBatchViews batch) {
        random = new SplittableRandom(seed);
        log = SalesLog.random(random, size.partitions(), size.records());
        for (int node = 0; node < size.nodes(); node++) {
            int first = node;
            nodes.add(new LogRealtimeView(log)
                    .owning(IntStream.range(0, size.partitions())
                            .filter(partition -> partition % size.nodes() == first)
                            .boxed()
                            .toArray(Integer[]::new)));
        }
        realtime = nodes.get(0);
        bench = new ServingBench(log, index, batch, SpeedNodes.of(nodes), Runnable::run);
    }

    /** Those of many groups. */
    static AggregationDefinition<Sale> byTill() {
        return DEFINITIONS.get(1);
    }

    AggregationDefinition<Sale> anyDefinition() {
        return DEFINITIONS.get(random.nextInt(2));
    }

    /** The sales as they are asked with these. */
    UnboundedQuery by(BatchRankings rankings, RankedMerge merge) {
        return new UnboundedQuery(new MergedQuery(
                bench.served,
                bench.historic,
                bench.index,
                new RealtimeViews(SalesModel.MODEL, nodes),
                bench.clock,
                Cut.PROVEN,
                rankings,
                merge));
    }

    /** Publishes up to a random place. */
    void publish(AggregationDefinition<Sale> definition, long expiredBefore) {
        TreeMap<Integer, Long> cut = new TreeMap<>();
        for (int p = 0; p < log.partitionCount(); p++) {
            cut.put(p, random.nextLong(log.end(p) + 1));
        }
        publish(definition, log.tidemark(cut), expiredBefore);
    }

    void publish(AggregationDefinition<Sale> definition, Tidemark cut, long expiredBefore) {
        manifests = bench.batch
                .publish(log, definition, cut, List.of(), expiredBefore)
                .number();
    }

    /** Consumes some more, or again some less, and follows what was published. */
    void consume() {
        int partition = random.nextInt(log.partitionCount());
        nodes.get(partition % nodes.size()).consume(partition, random.nextLong(log.end(partition) + 1));
        bench.step();
    }

    /** Of all time or two hours, of now or of a manifest before. */
    Question question(AggregationDefinition<Sale> definition) {
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

    /** The best are those of all groups, sorted. */
    void assertSame(UnboundedQuery ranked, AggregationDefinition<Sale> definition, String place) {
        Question question = question(definition);
        List<AnswerRow> all;
        try {
            all = bench.query
                    .page(question, new Page(10_000, Order.EARLIEST_FIRST, Optional.empty()))
                    .rows();
        } catch (ManifestUnavailableException e) {
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

    @Override
    public void close() {
        bench.close();
    }
}
