package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.answer.AnswerRow;
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
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running total is what one window would be from the first that is asked for to the row's. */
final class RunningTotalTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final long HOUR = 3_600_000;

    @TempDir
    Path directory;

    private static Question question(WindowPlan plan) {
        return new Question(BY_SHOP.name(), GroupFilter.ALL, plan, List.of(1, 0), OptionalLong.empty());
    }

    private static WindowPlan plan(String window, TimeRange range) {
        return WindowPlan.over(range, Window.parse(window, Optional.empty(), Optional.empty()), BY_SHOP.tile(), 10_000);
    }

    private static List<AnswerRow> pages(ServingBench bench, Question question, int limit, Order order) {
        List<AnswerRow> rows = new ArrayList<>();
        Optional<Page.Place> next = Optional.empty();
        do {
            MergedAnswer answer = bench.query.page(question, new Page(limit, order, next));
            assertTrue(answer.rows().size() <= limit);
            rows.addAll(answer.rows());
            next = answer.next();
        } while (next.isPresent());
        return rows;
    }

    /** By asking for one window up to each row. */
    private static List<AnswerRow> expected(ServingBench bench, Question question, long firstMillis) {
        List<AnswerRow> expected = new ArrayList<>();
        for (AnswerRow row : pages(bench, question, 100_000, Order.EARLIEST_FIRST)) {
            WindowPlan upTo = WindowPlan.only(new TimeRange(firstMillis, row.endMillis()));
            AnswerRow total = pages(bench, question.over(upTo), 100_000, Order.EARLIEST_FIRST).stream()
                    .filter(of -> of.group().equals(row.group()))
                    .findFirst()
                    .orElseThrow();
            expected.add(new AnswerRow(
                    row.group(),
                    row.values(),
                    row.firstMillis(),
                    row.endMillis(),
                    total.metrics(),
                    total.origin(),
                    total.settled()));
        }
        return expected;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsTheFoldOfAllUpToTheRowAcrossTheTidemarkPageByPage(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 2, 300);
        try (ServingBench bench = new ServingBench(log, directory, new LogRealtimeView(log).caughtUp())) {
            bench.batch.publish(
                    log,
                    BY_SHOP,
                    log.tidemark(Map.of(0, random.nextLong(40, log.end(0)), 1, random.nextLong(40, log.end(1)))),
                    SalesLog.START + HOUR);
            bench.step();
            boolean isOfBoth = false;
            for (String window : List.of("tile", "PT1H", "day")) {
                TimeRange range = random.nextBoolean()
                        ? TimeRange.ALL
                        : new TimeRange(SalesLog.START + HOUR, SalesLog.START + 4 * HOUR);
                WindowPlan plan = plan(window, range);
                List<AnswerRow> expected =
                        expected(bench, question(plan), plan.tiles().firstMillis());
                Question running = question(plan).running();
                String place = "seed " + seed + ", " + window + " of " + range;
                isOfBoth |= expected.stream().anyMatch(row -> row.origin() == Origin.BOTH);
                int limit = random.nextInt(1, 9);
                assertEquals(expected, pages(bench, running, 100_000, Order.EARLIEST_FIRST), place);
                assertEquals(expected, pages(bench, running, limit, Order.EARLIEST_FIRST), place);

                List<AnswerRow> latest = pages(bench, running, 100_000, Order.LATEST_FIRST);
                assertEquals(latest, pages(bench, running, limit, Order.LATEST_FIRST), place);
                Collections.reverse(latest);
                assertEquals(expected, byGroup(latest), place);
            }
            assertTrue(isOfBoth, "seed " + seed);
        }
    }

    private static List<AnswerRow> byGroup(List<AnswerRow> rows) {
        List<AnswerRow> sorted = new ArrayList<>(rows);
        sorted.sort((one, other) -> one.group().compareTo(other.group()));
        return sorted;
    }

    @Test
    void ofAGroupWithManyWindowsItGoesOnFromPieceToPiece() {
        SalesLog log = new SalesLog(1);
        for (int i = 0; i < 5_000; i++) {
            log.append(0, new Sale("a", 0, i % 100, SalesLog.START + i * 600_000L), SalesLog.START);
        }
        try (ServingBench bench = new ServingBench(log, directory, new LogRealtimeView(log).caughtUp())) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 3_000L)));
            bench.step();
            List<AnswerRow> rows = new ArrayList<>();
            for (Order order : Order.values()) {
                rows = pages(bench, question(plan("tile", TimeRange.ALL)).running(), 900, order);
                assertEquals(5_000, rows.size());
                for (int i = 0; i < rows.size(); i++) {
                    long count = order == Order.EARLIEST_FIRST ? i + 1 : 5_000 - i;
                    assertEquals(
                            List.of(count / 100 * 50 + Math.max(0, count % 100 - 50), count),
                            rows.get(i).metrics());
                }
            }
        }
    }
}
