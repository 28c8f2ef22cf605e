package io.tidemark.serving.merge;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of groups with very many tiles a page reads little more than it shows, and the pages together show all. */
final class FullPageTest {
    private static final int TILES = 5_000;
    private static final int LIMIT = 700;
    private static final Model MODEL = Model.of(new TwoShops());

    @TempDir
    Path directory;

    /** The same with corrections and without. */
    public static final class TwoShops implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
            byShop(model.aggregation("plain").over(sales));
            byShop(model.aggregation("corrected").over(sales).retractedBy(sale -> sale.amount() < 0));
        }

        private static void byShop(AggregationBuilder<Sale> sales) {
            sales.groupBy("shop", Sale::shop).tile(Duration.ofMinutes(10)).metric("sales", count());
        }
    }

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Sale> definition(String name) {
        return (AggregationDefinition<Sale>) MODEL.aggregation(name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"plain, OF_EACH", "corrected, OF_EACH", "plain, RUNNING", "corrected, RUNNING"})
    void aPageThatIsFullReadsNoFurther(String name, String sums) {
        AggregationDefinition<Sale> definition = definition(name);
        SalesLog log = new SalesLog(1);
        for (int i = 0; i < 2 * TILES; i++) {
            long at = SalesLog.START + i / 2 * definition.tile().millis();
            log.append(0, new Sale(i % 2 == 0 ? "a" : "b", 0, 1, at), at);
        }
        WindowPlan tiles = WindowPlan.over(
                TimeRange.ALL,
                Window.parse("tile", Optional.empty(), Optional.empty()),
                definition.tile(),
                Integer.MAX_VALUE);
        Question each = new Question(name, GroupFilter.ALL, tiles, List.of(0), OptionalLong.empty());
        Question question = sums.equals("RUNNING") ? each.running() : each;
        try (ServingBench bench = new ServingBench(MODEL, log, directory, new LogRealtimeView(log, MODEL).caughtUp())) {
            bench.batch.publish(log, definition, log.tidemark(Map.of(0, TILES * 2L - 1_000)));
            bench.step();
            List<AnswerRow> rows = new ArrayList<>();
            Optional<Page.Place> next = Optional.empty();
            do {
                MergedAnswer page = bench.query.page(question, new Page(LIMIT, Order.EARLIEST_FIRST, next));
                if (rows.isEmpty()) {
                    long read = page.read().byLevel().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                    assertTrue(read <= 2 * LIMIT, "rows read: " + read);
                }
                rows.addAll(page.rows());
                next = page.next();
            } while (next.isPresent());
            MergedAnswer whole = bench.query.page(question, new Page(100_000, Order.EARLIEST_FIRST, Optional.empty()));
            assertEquals(2 * TILES, rows.size());
            assertEquals(whole.rows(), rows);
        }
    }
}
