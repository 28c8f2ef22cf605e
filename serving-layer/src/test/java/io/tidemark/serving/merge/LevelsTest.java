package io.tidemark.serving.merge;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupCodec;
import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.index.memory.InMemoryBatchIndex;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index with coarser levels answers what one without any does. */
final class LevelsTest {
    private static final long DAY = 86_400_000;
    private static final long TILE = 600_000;
    private static final int DAYS = 75;
    private static final Model MODEL = Model.of(new EverySale());
    private static final AggregationDefinition<Sale> EVERY = definition("every");
    private static final int EXACT = 14;
    private static final Page ALL_ROWS = new Page(100_000, Order.EARLIEST_FIRST, Optional.empty());

    @TempDir
    Path directory;

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Sale> definition(String name) {
        return (AggregationDefinition<Sale>) MODEL.aggregation(name).orElseThrow();
    }

    /** With a metric of each kind, the exact ones first. */
    public static final class EverySale implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
            AggregationBuilder<Sale> every = model.aggregation("every").over(sales);
            every.groupBy("shop", Sale::shop)
                    .tile(Duration.ofMinutes(10))
                    .metric("sales", count())
                    .metric("amount", sum(Sale::amount))
                    .metric("most", max(Sale::amount))
                    .metric("exact_double", sumDouble(sale -> sale.amount() / 7.0))
                    .metric("spread", stddevDouble(sale -> sale.amount() / 3.0))
                    .metric("average", mean(Sale::amount))
                    .metric("part", share(sale -> sale.amount() > 50))
                    .metric("first_till", first(Sale::till))
                    .metric("last_till", last(Sale::till))
                    .metric("best_till", argMax(Sale::amount, Sale::till))
                    .metric("top", topK(3, Sale::amount, Sale::till))
                    .metric("listed", list(Sale::amount, 5))
                    .metric("tills", distinctExact(Sale::till, 10))
                    .metric("sizes", histogram(Sale::amount, 0, 25, 50, 75))
                    .metric("amounts", distinctCount(Sale::amount))
                    .metric("median", quantile(Sale::amount, 0.5))
                    .metric("frequent", frequentItems(Sale::till, 32));
            model.aggregation("days").over(sales).tile(Duration.ofDays(1)).metric("sales", count());
            model.aggregation("sessions")
                    .over(sales)
                    .tile(Duration.ofMinutes(10))
                    .sessions(Duration.ofMinutes(30))
                    .metric("sales", count());
        }
    }

    /** Each shop has most days, and some sales are far away. */
    private static SalesLog sales(SplittableRandom random) {
        SalesLog log = new SalesLog(2);
        for (int i = 0; i < 5_000; i++) {
            long stamp = SalesLog.START + i * (DAYS * DAY / 5_000);
            long at = random.nextInt(20) == 0 ? SalesLog.START + random.nextLong(DAYS * DAY) : stamp;
            Sale sale = new Sale("shop-" + random.nextInt(2), random.nextInt(6), random.nextInt(100), at);
            log.append(random.nextInt(2), sale, stamp);
        }
        return log;
    }

    private static long[] dayEnds(long afterMillis) {
        return LongStream.rangeClosed(-1, DAYS)
                .map(day -> SalesLog.START + day * DAY)
                .filter(end -> end > afterMillis)
                .toArray();
    }

    private static Tidemark cut(SalesLog log, double share) {
        return log.tidemark(Map.of(0, (long) (log.end(0) * share), 1, (long) (log.end(1) * share)));
    }

    /** Two nodes over the same views and log. */
    private final class Both implements AutoCloseable {
        final SalesLog log;
        final InMemoryBatchViews views = new InMemoryBatchViews();
        final ServingBench levels;
        final ServingBench plain;

        Both(SalesLog log) {
            this.log = log;
            LogRealtimeView realtime = new LogRealtimeView(log, MODEL).caughtUp();
            levels = new ServingBench(MODEL, log, RocksBatchIndex.open(directory, 1 << 20), views, realtime);
            plain = new ServingBench(MODEL, log, new InMemoryBatchIndex(), views, realtime);
        }

        void publish(AggregationDefinition<Sale> definition, Tidemark cut, long expiredBefore) {
            views.publish(log, definition, cut, List.of(), expiredBefore, dayEnds(expiredBefore));
            levels.step();
            plain.step();
        }

        MergedAnswer same(Question question, Page page, String place) {
            MergedAnswer answer = levels.query.page(question, page);
            requireSame(plain.query.page(question, page), answer, place);
            return answer;
        }

        @Override
        public void close() {
            levels.close();
            plain.close();
        }
    }

    private static void requireSame(MergedAnswer expected, MergedAnswer answer, String place) {
        assertEquals(expected.rows().size(), answer.rows().size(), place);
        assertEquals(expected.leftOut(), answer.leftOut(), place);
        assertEquals(expected.next(), answer.next(), place);
        for (int i = 0; i < answer.rows().size(); i++) {
            AnswerRow one = expected.rows().get(i);
            AnswerRow other = answer.rows().get(i);
            assertEquals(withoutEstimates(one), withoutEstimates(other), place);
            for (int metric = EXACT; metric < one.metrics().size(); metric++) {
                assertTrue(
                        areNear(one.metrics().get(metric), other.metrics().get(metric)),
                        () -> place + ": " + one + " and " + other);
            }
        }
    }

    private static AnswerRow withoutEstimates(AnswerRow row) {
        return new AnswerRow(
                row.group(),
                row.values(),
                row.firstMillis(),
                row.endMillis(),
                row.metrics().subList(0, Math.min(EXACT, row.metrics().size())),
                row.origin(),
                row.settled());
    }

    /** Amounts are uniform from 0 to 99, of which there are few enough for the sketches of what is distinct and frequent. */
    private static boolean areNear(Object one, Object other) {
        return one instanceof Collection<?>
                ? one.equals(other)
                : Math.abs(((Number) one).doubleValue() - ((Number) other).doubleValue()) <= 15;
    }

    private static Question question(AggregationDefinition<?> definition, WindowPlan plan, GroupFilter groups) {
        return new Question(
                definition.name(),
                groups,
                plan,
                IntStream.range(0, definition.metrics().size()).boxed().toList(),
                OptionalLong.empty());
    }

    private static WindowPlan anyPlan(SplittableRandom random) {
        long first = SalesLog.START + random.nextLong(-5, DAYS) * DAY + random.nextInt(3) * random.nextLong(DAY);
        TimeRange range = new TimeRange(first, first + random.nextLong(1, 60) * DAY / random.nextInt(1, 4));
        range = switch (random.nextInt(6)) {
            case 0 -> new TimeRange(Long.MIN_VALUE, range.endMillis());
            case 1 -> new TimeRange(range.firstMillis(), Long.MAX_VALUE);
            default -> range;
        };
        List<String> windows = List.of("range", "day", "week", "month", "PT6H", "P1D", "P3D", "P30D", "all", "hop");
        List<String> zones = List.of("UTC", "America/Chicago", "Asia/Kolkata", "Pacific/Apia");
        String window = windows.get(random.nextInt(windows.size()));
        Optional<String> zone = List.of("day", "week", "month").contains(window)
                ? Optional.of(zones.get(random.nextInt(zones.size())))
                : Optional.empty();
        return switch (window) {
            case "range" -> WindowPlan.whole(range, EVERY.tile());
            case "hop" ->
                WindowPlan.over(
                        range,
                        Window.parse("P2D", Optional.of("PT" + 6 * random.nextInt(1, 8) + "H"), zone),
                        EVERY.tile(),
                        9999);
            default -> WindowPlan.over(range, Window.parse(window, Optional.empty(), zone), EVERY.tile(), 9999);
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyWindowOfEveryAggregatorIsAnsweredAsWithoutThem(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = sales(random);
        try (Both both = new Both(log)) {
            TreeMap<Level, Long> read = new TreeMap<>();
            for (double share : new double[] {0.8, 1}) {
                long expired = seed % 2 == 0 ? SalesLog.START + 10 * DAY + 12 * TILE : Long.MIN_VALUE;
                both.publish(EVERY, cut(log, share - random.nextDouble(0.1)), expired);
                for (int i = 0; i < 40; i++) {
                    GroupFilter groups = random.nextBoolean()
                            ? GroupFilter.ALL
                            : GroupFilter.named(
                                    List.of(new GroupCodec(EVERY.groups()).key(List.of("shop-" + random.nextInt(3)))));
                    Order order = random.nextInt(3) == 0 ? Order.LATEST_FIRST : Order.EARLIEST_FIRST;
                    Page page = random.nextInt(4) == 0
                            ? new Page(random.nextInt(1, 20), order, Optional.empty())
                            : new Page(100_000, order, Optional.empty());
                    WindowPlan plan = anyPlan(random);
                    String place = "seed " + seed + ", question " + i + ", " + plan.tiles();
                    both.same(question(EVERY, plan, groups), page, place)
                            .read()
                            .byLevel()
                            .forEach((level, rows) -> read.merge(level, rows, Long::sum));
                    if (plan.only() != null) {
                        Ranking ranking = new Ranking(random.nextInt(3), 2, Ranking.Order.GREATEST_FIRST);
                        Question of = question(EVERY, plan, GroupFilter.ALL);
                        requireSame(both.plain.query.top(of, ranking), both.levels.query.top(of, ranking), place);
                    }
                }
            }
            read.forEach((level, rows) -> assertTrue(rows > 0, "nothing of " + level));
        }
    }

    @Test
    void aLongRangeIsFewRowsAndNothingIsReadTwice() {
        SalesLog log = sales(new SplittableRandom(9));
        try (Both both = new Both(log)) {
            both.publish(EVERY, log.ends(), Long.MIN_VALUE);
            GroupFilter shop = GroupFilter.named(List.of(new GroupCodec(EVERY.groups()).key(List.of("shop-1"))));
            // From noon of a day in January to noon of one in March: what is left of two days, February, days between.
            long first = SalesLog.START + 20 * DAY + DAY / 2;
            TimeRange range = new TimeRange(first, first + 45 * DAY);
            Map<Level, Long> read = both.same(
                            question(EVERY, WindowPlan.whole(range, EVERY.tile()), shop), ALL_ROWS, "a range")
                    .read()
                    .byLevel();
            assertEquals(1, read.get(Level.MONTH));
            assertEquals(10 + 7 - 1, read.get(Level.DAY));
            assertTrue(read.get(Level.TILE) > 10 && read.get(Level.TILE) <= 144, "as tiles: " + read);

            Question tiles =
                    question(EVERY, WindowPlan.over(range, new Window.EachTile(), EVERY.tile(), 100_000), shop);
            read = both.same(tiles, ALL_ROWS, "each tile").read().byLevel();
            assertEquals(0, read.get(Level.MONTH) + read.get(Level.DAY));
        }
    }

    @Test
    void nothingIsMadeForSessionsAndForTilesOfADay() {
        SalesLog log = sales(new SplittableRandom(9));
        try (Both both = new Both(log)) {
            for (String name : List.of("days", "sessions")) {
                both.publish(definition(name), log.ends(), Long.MIN_VALUE);
                WindowPlan all = WindowPlan.over(
                        TimeRange.ALL, new Window.AllTime(), definition(name).tile(), 1);
                Map<Level, Long> read = both.levels
                        .query
                        .page(question(definition(name), all, GroupFilter.ALL), ALL_ROWS)
                        .read()
                        .byLevel();
                assertEquals(0, read.get(Level.MONTH) + read.get(Level.DAY), name);
                assertTrue(read.get(Level.TILE) >= DAYS, name);
            }
        }
    }
}
