package io.tidemark.serving.merge;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.Hopping;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Tumbling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of both views, what was taken back on either side of the tidemark is in no answer, whatever is asked. */
class CorrectionsTest {
    /** A sale of this till takes back the one that it repeats. */
    private static final int RETURNS = 9;

    private static final long MINUTE = 60_000;
    private static final Model MODEL = Model.of(model -> model.aggregation("left")
            .over(model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis))
            .retractedBy(sale -> sale.till() == RETURNS)
            .groupBy("shop", Sale::shop)
            .tile(Duration.ofMinutes(10))
            .metric("amount", sum(Sale::amount))
            .metric("sales", count())
            .metric("large", count(), sale -> sale.amount() >= 50));

    @SuppressWarnings("unchecked")
    private static final AggregationDefinition<Sale> LEFT =
            (AggregationDefinition<Sale>) MODEL.aggregations().get(0);

    private static final List<WindowPlan> WINDOWS = List.of(
            WindowPlan.over(TimeRange.ALL, new Tumbling(Duration.ofHours(1)), LEFT.tile(), 1),
            WindowPlan.over(TimeRange.ALL, new Hopping(Duration.ofMinutes(20), Duration.ofMinutes(10)), LEFT.tile(), 1),
            WindowPlan.over(TimeRange.ALL, new Hopping(Duration.ofHours(2), Duration.ofMinutes(10)), LEFT.tile(), 1),
            WindowPlan.whole(TimeRange.ALL, LEFT.tile()));

    @TempDir
    Path directory;

    /** Sales of which most are returned, wherever in the log; and of one shop in three all. */
    private static SalesLog log(SplittableRandom random, int partitions, int sales) {
        SalesLog log = new SalesLog(partitions);
        List<Sale> owed = new ArrayList<>();
        for (int i = 0; i < sales; i++) {
            int shop = random.nextInt(9);
            long at = SalesLog.START + random.nextInt(40) * 10 * MINUTE;
            Sale sale = new Sale("shop-" + shop, 0, random.nextInt(100), at);
            Sale back = new Sale(sale.shop(), RETURNS, sale.amount(), at);
            boolean isReturned = shop % 3 == 0 || random.nextInt(3) > 0;
            boolean isBefore = isReturned && random.nextInt(4) == 0;
            log.append(random.nextInt(partitions), isBefore ? back : sale, SalesLog.START + i * MINUTE);
            if (isReturned) {
                owed.add(isBefore ? sale : back);
            }
            while (!owed.isEmpty() && (random.nextInt(3) == 0 || i == sales - 1)) {
                Sale next = owed.remove(random.nextInt(owed.size()));
                log.append(random.nextInt(partitions), next, SalesLog.START + i * MINUTE);
            }
        }
        return log;
    }

    private static Tidemark randomCut(SalesLog log, SplittableRandom random) {
        TreeMap<Integer, Long> cut = new TreeMap<>();
        for (int p = 0; p < log.partitionCount(); p++) {
            cut.put(p, random.nextLong(log.end(p) + 1));
        }
        return log.tidemark(cut);
    }

    private static Question question(GroupFilter groups, WindowPlan windows) {
        return new Question(LEFT.name(), groups, windows, List.of(0, 1, 2), OptionalLong.empty());
    }

    private static List<AnswerRow> pages(ServingBench bench, Question question, Order order, int limit) {
        List<AnswerRow> rows = new ArrayList<>();
        Optional<Place> next = Optional.empty();
        do {
            MergedAnswer page = bench.query.page(question, new Page(limit, order, next));
            assertTrue(page.rows().size() <= limit);
            rows.addAll(page.rows());
            next = page.next();
        } while (next.isPresent());
        return rows;
    }

    /** What is left in each window, by group and start: the signed sums of its sales. */
    private static Map<Cell, List<Object>> truth(List<Sale> sales, WindowPlan windows) {
        Map<Cell, List<Object>> truth = signedSums(sales, windows);
        truth.values().removeIf(values -> values.get(1).equals(0L));
        return truth;
    }

    /** What is left in all windows up to each, of windows that follow one another, where anything is left in both. */
    private static Map<Cell, List<Object>> runningTruth(List<Sale> sales, WindowPlan windows) {
        Map<Cell, List<Object>> truth = new TreeMap<>();
        Map<GroupKey, List<Object>> totals = new TreeMap<>();
        signedSums(sales, windows).forEach((cell, values) -> {
            List<Object> total = totals.merge(cell.group(), values, CorrectionsTest::sums);
            if (!values.get(1).equals(0L) && !total.get(1).equals(0L)) {
                truth.put(cell, total);
            }
        });
        return truth;
    }

    private static Map<Cell, List<Object>> signedSums(List<Sale> sales, WindowPlan windows) {
        GroupCodec codec = new GroupCodec(LEFT.groups());
        Map<Cell, List<Object>> truth = new TreeMap<>();
        for (Sale sale : sales) {
            long sign = sale.till() == RETURNS ? -1 : 1;
            List<Object> values = List.of(sign * sale.amount(), sign, sale.amount() >= 50 ? sign : 0L);
            GroupKey group = codec.key(List.of(sale.shop()));
            windows.windowsOf(
                    LEFT.tile().startOf(sale.atMillis()),
                    (first, end) -> truth.merge(new Cell(group, first), values, CorrectionsTest::sums));
        }
        return truth;
    }

    private static List<Object> sums(List<Object> one, List<Object> other) {
        List<Object> sums = new ArrayList<>();
        for (int metric = 0; metric < one.size(); metric++) {
            sums.add((Long) one.get(metric) + (Long) other.get(metric));
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyAnswerIsThePlainFoldOfWhatIsLeftBelowItsAsOf(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = log(random, 3, 250);
        LogRealtimeView node = new LogRealtimeView(log, MODEL);
        try (ServingBench bench = new ServingBench(MODEL, log, directory, node)) {
            for (int step = 0; step < 8; step++) {
                int partition = random.nextInt(3);
                node.consume(partition, step == 7 ? log.end(partition) : random.nextLong(log.end(partition) + 1));
                if (step == 5) {
                    node.scanOnly(0);
                }
                if (random.nextInt(2) == 0) {
                    bench.batch.publish(
                            log, LEFT, randomCut(log, random), SalesLog.START + random.nextInt(7) * 60 * MINUTE);
                }
                bench.step();
                check(bench, random, "seed " + seed + ", step " + step);
            }
        }
    }

    private static void check(ServingBench bench, SplittableRandom random, String when) {
        MergedAnswer answer = bench.askAll(LEFT);
        Map<Cell, List<Object>> tiles =
                bench.log.plainFold(LEFT, answer.proof().asOf().offsets()).results();
        assertEquals(tiles, ServingBench.cells(answer), when);
        List<Sale> sales = bench.log.sales(answer.proof().asOf().offsets());
        for (Order order : Order.values()) {
            List<AnswerRow> whole = bench.query
                    .page(ServingBench.everything(LEFT), new Page(100_000, order, Optional.empty()))
                    .rows();
            assertEquals(whole, pages(bench, ServingBench.everything(LEFT), order, 1 + random.nextInt(40)), when);
        }
        for (WindowPlan windows : WINDOWS) {
            Map<Cell, List<Object>> truth = truth(sales, windows);
            Order order = Order.values()[random.nextInt(2)];
            MergedAnswer all =
                    bench.query.page(question(GroupFilter.ALL, windows), new Page(100_000, order, Optional.empty()));
            assertEquals(truth, ServingBench.cells(all), when + ", " + windows);
            GroupFilter named = GroupFilter.of(LEFT, List.of(Set.of("shop-1", "shop-3", "none")));
            List<AnswerRow> some = pages(bench, question(named, windows), order, 1 + random.nextInt(9));
            assertEquals(
                    all.rows().stream()
                            .filter(row -> Set.of("shop-1", "shop-3")
                                    .contains(row.values().get(0)))
                            .toList(),
                    some,
                    when + ", " + windows);
        }
        for (Order order : Order.values()) {
            List<AnswerRow> running =
                    pages(bench, question(GroupFilter.ALL, WINDOWS.get(0)).running(), order, 1 + random.nextInt(20));
            Map<Cell, List<Object>> cells = new TreeMap<>();
            running.forEach(row -> cells.put(new Cell(row.group(), row.firstMillis()), row.metrics()));
            assertEquals(runningTruth(sales, WINDOWS.get(0)), cells, when + ", running totals");
        }
        ranks(bench, truth(sales, WINDOWS.get(3)), random, when);
        lists(bench, tiles, random, when);
    }

    private static void ranks(ServingBench bench, Map<Cell, List<Object>> truth, SplittableRandom random, String when) {
        for (Ranking.Order order : Ranking.Order.values()) {
            int metric = random.nextInt(3);
            List<Long> expected = truth.values().stream()
                    .map(values -> (Long) values.get(metric))
                    .sorted(order == Ranking.Order.GREATEST_FIRST ? (a, b) -> Long.compare(b, a) : Long::compare)
                    .limit(4)
                    .toList();
            MergedAnswer top =
                    bench.query.top(question(GroupFilter.ALL, WINDOWS.get(3)), new Ranking(metric, 4, order));
            assertEquals(
                    expected,
                    top.rows().stream().map(row -> row.metrics().get(metric)).toList(),
                    when + ", " + order + " of " + metric);
        }
    }

    private static void lists(ServingBench bench, Map<Cell, List<Object>> tiles, SplittableRandom random, String when) {
        List<Object> groups = tiles.keySet().stream()
                .map(cell -> (Object) cell.group())
                .distinct()
                .toList();
        List<Object> listed = new ArrayList<>();
        Question all = ServingBench.everything(LEFT);
        GroupListing listing = bench.query.groups(all, 1 + random.nextInt(4), Optional.empty());
        listing.groups().forEach(group -> listed.add(group.key()));
        while (listing.next().isPresent()) {
            listing = bench.query.groups(all, 3, listing.next());
            listing.groups().forEach(group -> listed.add(group.key()));
        }
        assertEquals(groups, listed, when);
    }
}
