package io.tidemark.serving.merge;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Origin;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.Hopping;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, against a plain walk through the sorted events of each group. */
class SessionsTest {
    private static final long MINUTE = 60_000;
    private static final Duration GAP = Duration.ofMinutes(12);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Model MODEL = Model.of(model -> {
        var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
        model.aggregation("endless")
                .over(sales)
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofMinutes(10))
                .sessions(GAP)
                .metric("sales", count())
                .metric("large", count(), sale -> sale.amount() >= 50)
                .metric("amount", sum(Sale::amount))
                .metric("last", last(Sale::till));
        model.aggregation("cut")
                .over(sales)
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofMinutes(10))
                .sessions(GAP, LONGEST)
                .metric("sales", count());
        model.aggregation("hourly")
                .over(sales)
                .groupBy("shop", Sale::shop)
                .tile(Duration.ofHours(1))
                .sessions(GAP)
                .metric("sales", count());
    });
    private static final Page ALL_ROWS = new Page(100_000, Order.EARLIEST_FIRST, Optional.empty());

    @TempDir
    Path directory;

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Sale> definition(String name) {
        return (AggregationDefinition<Sale>) MODEL.aggregation(name).orElseThrow();
    }

    private static Question question(AggregationDefinition<Sale> definition, GroupFilter groups, TimeRange range) {
        return new Question(
                definition.name(),
                groups,
                WindowPlan.sessions(range, definition.sessions().orElseThrow(), definition.tile()),
                List.of(0),
                OptionalLong.empty());
    }

    private record Found(String shop, long first, long end, long sales) {}

    private static List<Found> found(MergedAnswer answer) {
        List<Found> found = new ArrayList<>();
        for (AnswerRow row : answer.rows()) {
            found.add(new Found((String) row.values().get(0), row.firstMillis(), row.endMillis(), (Long)
                    row.metrics().get(0)));
        }
        return found;
    }

    private static List<Found> truth(SalesLog log, OffsetVector asOf, long longest, TimeRange range) {
        TreeMap<String, List<Long>> times = new TreeMap<>();
        for (Sale sale : log.sales(asOf)) {
            times.computeIfAbsent(sale.shop(), any -> new ArrayList<>()).add(sale.atMillis());
        }
        List<Found> truth = new ArrayList<>();
        times.forEach((shop, all) -> {
            all.sort(Comparator.naturalOrder());
            int from = 0;
            for (int i = 1; i <= all.size(); i++) {
                if (i == all.size() || all.get(i) - all.get(i - 1) > GAP.toMillis()) {
                    truth.addAll(pieces(shop, all.subList(from, i), longest));
                    from = i;
                }
            }
        });
        truth.removeIf(session -> session.first() >= range.endMillis() || session.end() <= range.firstMillis());
        return truth;
    }

    private static List<Found> pieces(String shop, List<Long> stretch, long longest) {
        long first = stretch.get(0);
        long last = stretch.get(stretch.size() - 1);
        if (last - first <= longest) {
            return List.of(new Found(shop, first, last + GAP.toMillis(), stretch.size()));
        }
        TreeMap<Long, List<Long>> byPiece = new TreeMap<>();
        stretch.forEach(at ->
                byPiece.computeIfAbsent(at / longest, any -> new ArrayList<>()).add(at));
        List<Found> pieces = new ArrayList<>();
        byPiece.forEach((piece, times) -> pieces.add(new Found(
                shop,
                times.get(0),
                piece.equals(byPiece.lastKey()) ? last + GAP.toMillis() : (piece + 1) * longest,
                times.size())));
        return pieces;
    }

    private static Tidemark randomCut(SalesLog log, SplittableRandom random) {
        TreeMap<Integer, Long> cut = new TreeMap<>();
        for (int p = 0; p < log.partitionCount(); p++) {
            cut.put(p, random.nextLong(log.end(p) + 1));
        }
        return log.tidemark(cut);
    }

    private static TimeRange randomRange(SplittableRandom random) {
        long first = random.nextInt(4) == 0 ? Long.MIN_VALUE : SalesLog.START + random.nextLong(-60, 400) * MINUTE;
        long end = random.nextInt(4) == 0
                ? Long.MAX_VALUE
                : Math.max(first, SalesLog.START) + random.nextLong(1, 200) * MINUTE;
        return new TimeRange(first, end);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyAnswerIsThePlainWalkBelowItsAsOf(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 3, 50 + random.nextInt(500));
        LogRealtimeView node = new LogRealtimeView(log, MODEL);
        try (ServingBench bench = new ServingBench(MODEL, log, directory, node)) {
            for (int step = 0; step < 10; step++) {
                int partition = random.nextInt(3);
                node.consume(partition, random.nextLong(log.end(partition) + 1));
                if (step == 6) {
                    node.scanOnly(0);
                }
                if (random.nextInt(3) == 0) {
                    bench.batch.publish(log, definition("endless"), randomCut(log, random));
                    bench.batch.publish(log, definition("cut"), randomCut(log, random));
                }
                bench.step();
                for (AggregationDefinition<Sale> definition : List.of(definition("endless"), definition("cut"))) {
                    TimeRange range = randomRange(random);
                    MergedAnswer all = bench.query.page(question(definition, GroupFilter.ALL, range), ALL_ROWS);
                    List<Found> truth = truth(
                            log,
                            all.proof().asOf().offsets(),
                            definition.sessions().orElseThrow().maxMillis(),
                            range);
                    assertEquals(truth, found(all), "seed " + seed + ", " + range);
                    GroupFilter named = GroupFilter.of(definition, List.of(Set.of("shop-1", "shop-4", "none")));
                    truth.removeIf(session -> !Set.of("shop-1", "shop-4").contains(session.shop()));
                    MergedAnswer some = bench.query.page(question(definition, named, range), ALL_ROWS);
                    assertEquals(truth, found(some), "seed " + seed + ", named, " + range);
                    assertEquals(truth, pages(bench, question(definition, named, range), random));
                    assertEquals(hopping(log, definition, all), cells(bench.query.page(hops(definition), ALL_ROWS)));
                    assertEquals(
                            log.plainFold(definition, all.proof().asOf().offsets())
                                    .results(),
                            cells(bench.askAll(definition)),
                            "tiles as without sessions");
                }
            }
        }
    }

    private static Map<PlainFold.Cell, List<Object>> cells(MergedAnswer answer) {
        return ServingBench.cells(answer);
    }

    private static Question hops(AggregationDefinition<Sale> definition) {
        return new Question(
                definition.name(),
                GroupFilter.ALL,
                WindowPlan.over(
                        TimeRange.ALL,
                        new Hopping(Duration.ofHours(2), Duration.ofMinutes(10)),
                        definition.tile(),
                        Integer.MAX_VALUE),
                List.of(0),
                OptionalLong.empty());
    }

    private static Map<PlainFold.Cell, List<Object>> hopping(
            SalesLog log, AggregationDefinition<Sale> definition, MergedAnswer answer) {
        Map<PlainFold.Cell, List<Object>> windows = new TreeMap<>();
        log.plainFold(definition, answer.proof().asOf().offsets()).results().forEach((cell, results) -> {
            for (int back = 0; back < 12; back++) {
                PlainFold.Cell window = new PlainFold.Cell(cell.group(), cell.tileMillis() - back * 10 * MINUTE);
                windows.merge(
                        window,
                        List.of(results.get(0)),
                        (one, other) -> List.of((Long) one.get(0) + (Long) other.get(0)));
            }
        });
        return windows;
    }

    private static List<Found> pages(ServingBench bench, Question question, SplittableRandom random) {
        List<Found> rows = new ArrayList<>();
        Optional<Page.Place> after = Optional.empty();
        do {
            MergedAnswer page =
                    bench.query.page(question, new Page(1 + random.nextInt(4), Order.EARLIEST_FIRST, after));
            rows.addAll(found(page));
            after = page.next();
        } while (after.isPresent());
        return rows;
    }

    @Test
    void aLateEventThatBridgesTwoMakesThemOneAtOnce() {
        SalesLog log = new SalesLog(2);
        log.append(0, new Sale("a", 1, 1, SalesLog.START), SalesLog.START);
        log.append(1, new Sale("a", 1, 1, SalesLog.START + 24 * MINUTE), SalesLog.START + 24 * MINUTE);
        LogRealtimeView node = new LogRealtimeView(log, MODEL).caughtUp();
        try (ServingBench bench = new ServingBench(MODEL, log, directory, node)) {
            bench.batch.publish(log, definition("endless"), log.ends());
            bench.step();
            Question question = question(definition("endless"), GroupFilter.ALL, TimeRange.ALL);
            assertEquals(2, bench.query.page(question, ALL_ROWS).rows().size());

            log.append(0, new Sale("a", 1, 1, SalesLog.START + 12 * MINUTE), SalesLog.START + 25 * MINUTE);
            node.caughtUp();

            MergedAnswer answer = bench.query.page(question, ALL_ROWS);
            assertEquals(List.of(new Found("a", SalesLog.START, SalesLog.START + 36 * MINUTE, 3)), found(answer));
            assertEquals(Origin.BOTH, answer.rows().get(0).origin());
        }
    }

    @Test
    void aSessionIsSettledOnceNoEventCanJoinIt() {
        SalesLog log = new SalesLog(1);
        log.append(0, new Sale("a", 1, 1, SalesLog.START), SalesLog.START);
        long over = SalesLog.START + GAP.toMillis();
        log.append(0, new Sale("b", 1, 1, over), over);
        log.append(0, new Sale("b", 1, 1, over), over);
        try (ServingBench bench = new ServingBench(MODEL, log, directory, new LogRealtimeView(log, MODEL))) {
            Question question = question(definition("endless"), GroupFilter.ALL, TimeRange.ALL);
            for (long later : new long[] {0, 1}) {
                bench.batch.publish(log, definition("endless"), log.ends());
                bench.step();
                assertEquals(
                        later == 1,
                        bench.query.page(question, ALL_ROWS).rows().get(0).settled());
                log.append(0, new Sale("c", 1, 1, over + 1), over + 1);
                log.append(0, new Sale("c", 1, 1, over + 1), over + 1);
            }
        }
    }

    @Test
    void aSessionThatMayHaveBegunInAnExpiredTileIsExpired() {
        SalesLog log = new SalesLog(1);
        for (long minute : new long[] {20, 31, 60}) {
            log.append(0, new Sale("a", 1, 1, SalesLog.START + minute * MINUTE), SalesLog.START + minute * MINUTE);
        }
        try (ServingBench bench = new ServingBench(MODEL, log, directory, new LogRealtimeView(log, MODEL))) {
            bench.batch.publish(
                    log, definition("endless"), log.ends(), List.of(), SalesLog.START + 30 * MINUTE, new long[0]);
            bench.step();
            MergedAnswer answer =
                    bench.query.page(question(definition("endless"), GroupFilter.ALL, TimeRange.ALL), ALL_ROWS);
            assertEquals(
                    List.of(new Found("a", SalesLog.START + 60 * MINUTE, SalesLog.START + 72 * MINUTE, 1)),
                    found(answer));
            assertEquals(
                    Optional.of(new TimeRange(Long.MIN_VALUE, SalesLog.START + 30 * MINUTE)),
                    answer.proof().expired());
            TimeRange leftOut = new TimeRange(SalesLog.START + 31 * MINUTE, SalesLog.START + 43 * MINUTE);
            assertEquals(
                    List.of(leftOut),
                    answer.leftOut().stream().map(LeftOutWindow::span).toList());
        }
    }

    @Test
    void aSessionIsOfTheViewsThatItsOwnEventsAreOf() {
        SalesLog log = new SalesLog(1);
        log.append(0, new Sale("a", 1, 1, SalesLog.START), SalesLog.START);
        LogRealtimeView node = new LogRealtimeView(log, MODEL);
        try (ServingBench bench = new ServingBench(MODEL, log, directory, node)) {
            bench.batch.publish(log, definition("hourly"), log.ends());
            bench.step();
            long later = SalesLog.START + 30 * MINUTE;
            log.append(0, new Sale("a", 1, 1, later), later);
            node.caughtUp();
            assertEquals(
                    List.of(Origin.BATCH, Origin.REALTIME),
                    bench
                            .query
                            .page(question(definition("hourly"), GroupFilter.ALL, TimeRange.ALL), ALL_ROWS)
                            .rows()
                            .stream()
                            .map(AnswerRow::origin)
                            .toList(),
                    "though both are of one tile");
        }
    }

    @Test
    void ofAStretchThatIsCutThePiecesAfterTheExpiredTilesAreAnswered() {
        SalesLog log = new SalesLog(1);
        for (long minute = 0; minute <= 180; minute += 10) {
            log.append(0, new Sale("a", 1, 1, SalesLog.START + minute * MINUTE), SalesLog.START + minute * MINUTE);
        }
        try (ServingBench bench = new ServingBench(MODEL, log, directory, new LogRealtimeView(log, MODEL))) {
            bench.batch.publish(
                    log, definition("cut"), log.ends(), List.of(), SalesLog.START + 40 * MINUTE, new long[0]);
            bench.step();
            assertEquals(
                    List.of(
                            new Found("a", SalesLog.START + 60 * MINUTE, SalesLog.START + 120 * MINUTE, 6),
                            new Found("a", SalesLog.START + 120 * MINUTE, SalesLog.START + 180 * MINUTE, 6),
                            new Found("a", SalesLog.START + 180 * MINUTE, SalesLog.START + 192 * MINUTE, 1)),
                    found(bench.query.page(question(definition("cut"), GroupFilter.ALL, TimeRange.ALL), ALL_ROWS)));
        }
    }
}
