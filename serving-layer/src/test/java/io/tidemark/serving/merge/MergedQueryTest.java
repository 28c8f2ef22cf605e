package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupCodec;
import io.tidemark.groups.GroupFilter;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.flip.ManifestUnavailableException;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Origin;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.Hopping;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

final class MergedQueryTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final AggregationDefinition<Sale> BY_TILL = SalesModel.definition(SalesModel.BY_TILL);
    private static final long HOUR = 3_600_000;
    private static final Page ALL_ROWS = new Page(100_000, Order.EARLIEST_FIRST, Optional.empty());

    @TempDir
    Path directory;

    private static Tidemark randomCut(SalesLog log, SplittableRandom random) {
        TreeMap<Integer, Long> cut = new TreeMap<>();
        for (int p = 0; p < log.partitionCount(); p++) {
            cut.put(p, random.nextLong(log.end(p) + 1));
        }
        return log.tidemark(cut);
    }

    private static Map<PlainFold.Cell, List<Object>> truth(
            SalesLog log, AggregationDefinition<Sale> definition, MergedAnswer answer) {
        return log.plainFold(definition, answer.proof().asOf().offsets()).results();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyAnswerEqualsThePlainFoldBelowItsAsOf(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 4, 400);
        LogRealtimeView first = new LogRealtimeView(log).owning(0, 1, 2);
        LogRealtimeView second = new LogRealtimeView(log).owning(1, 2, 3);
        try (ServingBench bench = new ServingBench(log, directory, first, second)) {
            for (int step = 0; step < 12; step++) {
                for (LogRealtimeView node : List.of(first, second)) {
                    if (step > 6) {
                        node.scanOnly(random.nextInt(5));
                    }
                    int partition = random.nextInt(4);
                    node.consume(partition, random.nextLong(log.end(partition) + 1));
                    if (random.nextInt(4) == 0) {
                        node.lose(partition);
                    } else {
                        node.recover(partition);
                    }
                    if (random.nextInt(6) == 0) {
                        node.goDown();
                    } else {
                        node.comeUp();
                    }
                }
                if (random.nextInt(3) == 0) {
                    bench.batch.publish(
                            log, BY_SHOP, randomCut(log, random), SalesLog.START + random.nextInt(7) * HOUR);
                    bench.batch.publish(log, BY_TILL, randomCut(log, random));
                }
                bench.step();
                for (AggregationDefinition<Sale> definition : List.of(BY_SHOP, BY_TILL)) {
                    MergedAnswer answer = bench.askAll(definition);
                    assertEquals(truth(log, definition, answer), ServingBench.cells(answer), "seed " + seed);
                }
            }
        }
    }

    @Test
    void rowsThatBreakOffAgainAndAgainAreMissingAndTheOthersAreAnswered() {
        SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 100);
        LogRealtimeView well = new LogRealtimeView(log).owning(0).caughtUp();
        LogRealtimeView broken = new LogRealtimeView(log).owning(1).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, well, broken)) {
            broken.scanOnly(2);
            MergedAnswer twice = bench.askAll(BY_SHOP);
            assertEquals(List.of(), twice.proof().asOf().missing());
            assertEquals(truth(log, BY_SHOP, twice), ServingBench.cells(twice));

            broken.scanOnly(Integer.MAX_VALUE);
            MergedAnswer answer = bench.askAll(BY_SHOP);
            assertEquals(1, answer.proof().asOf().missing().size());
            assertTrue(answer.proof().asOf().missing().get(0).reason().contains("the connection broke off"));
            assertEquals(truth(log, BY_SHOP, answer), ServingBench.cells(answer));
            assertFalse(answer.rows().isEmpty());
        }
    }

    @Test
    void aRowSaysWhereItCameFromAndWhetherItIsSettled() {
        SalesLog log = new SalesLog(1);
        log.append(0, new Sale("a", 0, 1, SalesLog.START), SalesLog.START + HOUR);
        log.append(0, new Sale("a", 0, 1, SalesLog.START + HOUR), SalesLog.START + HOUR);
        LogRealtimeView realtime = new LogRealtimeView(log);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.ends());
            log.append(0, new Sale("a", 0, 1, SalesLog.START + HOUR), SalesLog.START + HOUR);
            log.append(0, new Sale("b", 0, 1, SalesLog.START + 2 * HOUR), SalesLog.START + 2 * HOUR);
            realtime.caughtUp();
            bench.step();

            List<AnswerRow> rows = bench.askAll(BY_SHOP).rows();
            assertEquals(
                    List.of(Origin.BATCH, Origin.BOTH, Origin.REALTIME),
                    rows.stream().map(AnswerRow::origin).toList());
            assertEquals(
                    List.of(true, false, false),
                    rows.stream().map(AnswerRow::settled).toList());
            assertEquals(
                    List.of(1L, 2L, 1L),
                    rows.stream().map(row -> row.metrics().get(0)).toList());
        }
    }

    @Test
    void aSilentPartitionSettlesByWhenItWasWhollyReadAndNothingBeyondWhenTheRunWasPlanned() {
        SalesLog log = new SalesLog(2);
        log.append(0, new Sale("a", 0, 1, SalesLog.START), SalesLog.START + 10 * HOUR);
        // A stamp of another century settles nothing by itself.
        log.append(1, new Sale("a", 0, 1, SalesLog.START + 6 * HOUR), SalesLog.START + 1_000_000 * HOUR);
        try (ServingBench bench = new ServingBench(log, directory, new LogRealtimeView(log).caughtUp())) {
            AggregationView view = bench.batch.publish(log, BY_SHOP, log.ends()).viewOrEmpty(BY_SHOP.id());
            long planned = SalesLog.START + 4 * HOUR;
            Map<PartitionId, Long> quiet = Map.of(SalesLog.partition(0), planned, SalesLog.partition(1), planned);
            bench.batch.add(bench.batch
                    .newest()
                    .with(
                            view.at(new Horizon(planned, Long.MIN_VALUE, new TreeMap<>(quiet))),
                            Instant.ofEpochMilli(planned)));
            bench.step();
            assertEquals(
                    List.of(true, false),
                    bench.askAll(BY_SHOP).rows().stream()
                            .map(AnswerRow::settled)
                            .toList());
        }
    }

    @Test
    void whatNobodyOwnsIsMissingAndWhatIsBehindIsNot() {
        SalesLog log = SalesLog.random(new SplittableRandom(3), 3, 90);
        LogRealtimeView realtime = new LogRealtimeView(log).owning(0, 1);
        realtime.consume(0, 1);
        realtime.lose(1);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 5L, 1, 6L)));
            bench.step();
            MergedAnswer answer = bench.askAll(BY_SHOP);
            assertEquals(
                    List.of(Optional.of(SalesLog.partition(1)), Optional.of(SalesLog.partition(2))),
                    answer.proof().asOf().missing().stream()
                            .map(part -> part.partition())
                            .toList());
            assertFalse(answer.proof().isComplete());
            assertEquals(
                    SalesLog.offsets(Map.of(0, 5L, 1, 6L)),
                    answer.proof().asOf().offsets().offsets());
            assertEquals(truth(log, BY_SHOP, answer), ServingBench.cells(answer));
        }
    }

    @Test
    void aNodeThatGoesAwayTakesItsPartitionsWithIt() {
        SalesLog log = SalesLog.random(new SplittableRandom(4), 2, 60);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            assertTrue(bench.askAll(BY_SHOP).proof().isComplete());
            realtime.goDown();
            MergedAnswer answer = bench.askAll(BY_SHOP);
            assertEquals(2, answer.proof().asOf().missing().size());
            assertEquals(List.of(), answer.rows());
        }
    }

    @Test
    void expiredTilesAreTypedExpiredEvenIfRealtimeHasSomeOfThem() {
        SalesLog log = new SalesLog(1);
        log.append(0, new Sale("a", 0, 1, SalesLog.START), SalesLog.START);
        log.append(0, new Sale("a", 0, 1, SalesLog.START + HOUR), SalesLog.START + HOUR);
        LogRealtimeView realtime = new LogRealtimeView(log);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.ends(), List.of(), SalesLog.START + HOUR);
            log.append(0, new Sale("a", 0, 1, SalesLog.START), SalesLog.START + HOUR);
            realtime.caughtUp();
            bench.step();
            MergedAnswer answer = bench.askAll(BY_SHOP);
            assertEquals(1, answer.rows().size());
            assertEquals(SalesLog.START + HOUR, answer.rows().get(0).firstMillis());
            assertEquals(
                    Optional.of(new TimeRange(Long.MIN_VALUE, SalesLog.START + HOUR)),
                    answer.proof().expired());
        }
    }

    @Test
    void oneWindowOverAllTakesNothingOfAnExpiredTileThatRealtimeHas() {
        SalesLog log = new SalesLog(1);
        log.append(0, new Sale("a", 0, 1, SalesLog.START), SalesLog.START);
        log.append(0, new Sale("a", 0, 1, SalesLog.START + HOUR), SalesLog.START + HOUR);
        LogRealtimeView realtime = new LogRealtimeView(log);
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.ends(), List.of(), SalesLog.START + HOUR);
            log.append(0, new Sale("a", 0, 1, SalesLog.START), SalesLog.START + HOUR);
            realtime.caughtUp();
            bench.step();
            WindowPlan all = WindowPlan.over(TimeRange.ALL, new Window.AllTime(), BY_SHOP.tile(), 1);
            Question question = new Question(BY_SHOP.name(), GroupFilter.ALL, all, List.of(0), OptionalLong.empty());
            MergedAnswer answer = bench.query.page(question, new Page(10, Order.EARLIEST_FIRST, Optional.empty()));
            assertEquals(1L, answer.rows().get(0).metrics().get(0));
            assertEquals(SalesLog.START + HOUR, answer.rows().get(0).firstMillis());
        }
    }

    @Test
    void aGapMakesAnAnswerIncomplete() {
        SalesLog log = SalesLog.random(new SplittableRandom(5), 1, 30);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            List<Gap> gaps = List.of(new Gap(SalesLog.partition(0), new OffsetRange(3, 5), "truncated"));
            bench.batch.publish(log, BY_SHOP, log.ends(), gaps, Long.MIN_VALUE);
            bench.step();
            MergedAnswer answer = bench.askAll(BY_SHOP);
            assertFalse(answer.proof().isComplete());
            assertEquals(gaps, answer.proof().entry().gaps());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void pagesPutTogetherAreTheWholeAnswer(int limit) {
        SalesLog log = SalesLog.random(new SplittableRandom(6), 2, 300);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 40L)), SalesLog.START + HOUR);
            bench.step();
            for (Order order : Order.values()) {
                List<AnswerRow> whole = bench.query
                        .page(ServingBench.everything(BY_SHOP), new Page(100_000, order, Optional.empty()))
                        .rows();
                List<AnswerRow> pages = new ArrayList<>();
                Optional<Page.Place> next = Optional.empty();
                do {
                    MergedAnswer page =
                            bench.query.page(ServingBench.everything(BY_SHOP), new Page(limit, order, next));
                    assertTrue(page.rows().size() <= limit);
                    pages.addAll(page.rows());
                    next = page.next();
                } while (next.isPresent());
                assertEquals(whole, pages);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void aFewHoppingWindowsOfAGroupAreTheFirstOfAll(int limit) {
        SalesLog log = SalesLog.random(new SplittableRandom(10), 2, 300);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 40L, 1, 90L)), SalesLog.START + HOUR);
            bench.step();
            Question question = new Question(
                    BY_SHOP.name(),
                    GroupFilter.of(BY_SHOP, List.of(Set.of("shop-1", "shop-2"))),
                    WindowPlan.over(
                            TimeRange.ALL, new Hopping(Duration.ofHours(1), Duration.ofMinutes(10)), BY_SHOP.tile(), 1),
                    List.of(0, 1),
                    OptionalLong.empty());
            for (Order order : Order.values()) {
                List<AnswerRow> whole = bench.query
                        .page(question, new Page(100_000, order, Optional.empty()))
                        .rows();
                List<AnswerRow> pages = new ArrayList<>();
                Optional<Page.Place> next = Optional.empty();
                do {
                    MergedAnswer page = bench.query.page(question, new Page(limit, order, next));
                    pages.addAll(page.rows());
                    next = page.next();
                } while (next.isPresent());
                assertEquals(whole, pages);
            }
        }
    }

    @Test
    void groupsAreFoundByEveryValueByLeadingOnesAndByOthers() {
        SalesLog log = SalesLog.random(new SplittableRandom(7), 2, 400);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_TILL, log.tidemark(Map.of(0, 60L, 1, 60L)), SalesLog.START + HOUR);
            bench.step();
            List<AnswerRow> all = bench.askAll(BY_TILL).rows();
            List<List<Set<Object>>> filters = List.of(
                    List.of(Set.of("shop-1", "shop-5", "none"), Set.of(0L, 2L)),
                    List.of(Set.of("shop-1"), Set.of()),
                    List.of(Set.of("shop-1", "shop-2"), Set.of()),
                    List.of(Set.of(), Set.of(1L)),
                    List.of(Set.of("none"), Set.of()));
            for (List<Set<Object>> wanted : filters) {
                Question question = asking(BY_TILL, GroupFilter.of(BY_TILL, wanted));
                List<AnswerRow> expected = all.stream()
                        .filter(row -> (wanted.get(0).isEmpty()
                                        || wanted.get(0).contains(row.values().get(0)))
                                && (wanted.get(1).isEmpty()
                                        || wanted.get(1).contains(row.values().get(1))))
                        .toList();
                assertEquals(expected, bench.query.page(question, ALL_ROWS).rows());
            }
        }
    }

    private static Question asking(AggregationDefinition<?> definition, GroupFilter groups) {
        Question everything = ServingBench.everything(definition);
        return new Question(
                everything.aggregation(), groups, everything.windows(), everything.metrics(), OptionalLong.empty());
    }

    @Test
    void groupsAreListedOverBothViews() {
        SalesLog log = new SalesLog(1);
        List<String> shops = List.of("amber", "birch", "bran", "bronze", "copper");
        shops.forEach(shop -> log.append(0, new Sale(shop, 0, 1, SalesLog.START), SalesLog.START));
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 2L)));
            bench.step();
            Question all = ServingBench.everything(BY_SHOP);
            GroupListing first = bench.query.groups(all, 3, Optional.empty());
            assertEquals(shops.subList(0, 3), names(first));
            GroupListing rest = bench.query.groups(all, 3, first.next());
            assertEquals(shops.subList(3, 5), names(rest));
            assertEquals(Optional.empty(), rest.next());
            GroupListing b = bench.query.groups(
                    asking(BY_SHOP, GroupFilter.beginning(BY_SHOP, "br", List.of(Set.of()))), 10, Optional.empty());
            assertEquals(List.of("bran", "bronze"), names(b));
        }
    }

    private static List<Object> names(GroupListing listing) {
        return listing.groups().stream().map(group -> group.values().get(0)).toList();
    }

    @Test
    void theTopGroupsAreThoseOfTheWholeSortedList() {
        SalesLog log = SalesLog.random(new SplittableRandom(8), 2, 500);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_TILL, log.tidemark(Map.of(0, 80L)));
            bench.step();
            Map<Object, Long> sums = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
            bench.askAll(BY_TILL)
                    .rows()
                    .forEach(
                            row -> sums.merge(row.values(), (Long) row.metrics().get(0), Long::sum));
            Question whole = new Question(
                    BY_TILL.name(),
                    GroupFilter.ALL,
                    WindowPlan.whole(TimeRange.ALL, BY_TILL.tile()),
                    List.of(0),
                    OptionalLong.empty());
            for (Ranking.Order order : Ranking.Order.values()) {
                List<Long> expected = new ArrayList<>(sums.values());
                expected.sort(order == Ranking.Order.GREATEST_FIRST ? (a, b) -> Long.compare(b, a) : Long::compare);
                MergedAnswer top = bench.query.top(whole, new Ranking(0, 5, order));
                assertEquals(
                        expected.subList(0, 5),
                        top.rows().stream().map(row -> row.metrics().get(0)).toList());
            }
        }
    }

    @Test
    void anEarlierManifestIsAnsweredAsItWasFromBatchAlone() {
        SalesLog log = SalesLog.random(new SplittableRandom(9), 2, 200);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L, 1, 10L)));
            bench.step();
            bench.batch.publish(log, BY_SHOP, log.ends());
            bench.step();
            Question now = ServingBench.everything(BY_SHOP);
            Question then =
                    new Question(now.aggregation(), now.groups(), now.windows(), now.metrics(), OptionalLong.of(1));
            MergedAnswer answer = bench.query.page(then, ALL_ROWS);
            assertEquals(1, answer.proof().manifest());
            assertEquals(
                    SalesLog.offsets(Map.of(0, 20L, 1, 10L)),
                    answer.proof().asOf().offsets().offsets());
            assertEquals(truth(log, BY_SHOP, answer), ServingBench.cells(answer));
            bench.step();
            assertEquals(answer.rows(), bench.query.page(then, ALL_ROWS).rows(), "kept while it is asked for");

            Question never =
                    new Question(now.aggregation(), now.groups(), now.windows(), now.metrics(), OptionalLong.of(9));
            assertThrows(ManifestUnavailableException.class, () -> bench.query.page(never, ALL_ROWS));
        }
    }

    @Test
    void aNullValueIsAGroupOfItsOwn() {
        SalesLog log = new SalesLog(1);
        log.append(0, new Sale(null, 0, 1, SalesLog.START), SalesLog.START);
        log.append(0, new Sale("", 0, 1, SalesLog.START), SalesLog.START);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.ends());
            bench.step();
            Set<Object> nothing = new HashSet<>();
            nothing.add(null);
            var rows = bench.query
                    .page(asking(BY_SHOP, GroupFilter.of(BY_SHOP, List.of(nothing))), ALL_ROWS)
                    .rows();
            assertEquals(1, rows.size());
            assertEquals(
                    new GroupCodec(BY_SHOP.groups()).values(rows.get(0).group()),
                    rows.get(0).values());
        }
    }
}
