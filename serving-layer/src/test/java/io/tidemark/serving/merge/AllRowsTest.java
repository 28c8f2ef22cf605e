package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.groups.GroupFilter;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.AnswerSink;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.time.Hopping;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All rows as they are read are those of one large page, and take little however many windows a group has. */
class AllRowsTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final long TILE = 600_000;
    private static final int TILES = 9_000;
    private static final int LITTLE = 400_000;

    @TempDir
    Path directory;

    private static final class Taken<T> implements AnswerSink<T> {
        private final List<T> rows = new ArrayList<>();
        private final List<Proof> proofs = new ArrayList<>();

        @Override
        public void begin(Proof proof) {
            proofs.add(proof);
            rows.clear();
        }

        @Override
        public void take(T row) {
            rows.add(row);
        }

        @Override
        public boolean isSeen() {
            return !rows.isEmpty();
        }
    }

    /** Three shops with most of {@link #TILES} tiles each, the later of them and some others not yet in the batch view. */
    private static SalesLog log(SplittableRandom random) {
        SalesLog log = new SalesLog(2);
        for (int i = 0; i < 3 * TILES; i++) {
            long at = SalesLog.START + (long) (i / 3) * TILE - random.nextInt(50) * TILE;
            log.append(random.nextInt(2), new Sale("shop-" + random.nextInt(3), 0, random.nextInt(100), at), at);
        }
        return log;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void areThoseOfOneLargePageAndTakeLittle(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = log(random);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            if (seed > 1) {
                long upTo = random.nextLong(log.end(0));
                bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, upTo, 1, random.nextLong(log.end(1)))));
                bench.step();
            }
            if (seed % 2 == 0) {
                realtime.scanOnly(0);
            }
            GroupFilter one = GroupFilter.named(List.of(bench.query
                    .page(ServingBench.everything(BY_SHOP), page(1, Optional.empty()))
                    .rows()
                    .get(0)
                    .group()));
            for (Window window : List.of(
                    new Window.EachTile(),
                    new Hopping(Duration.ofHours(1), Duration.ofHours(1)),
                    new Hopping(Duration.ofHours(1), Duration.ofMinutes(10)))) {
                WindowPlan plan = WindowPlan.over(TimeRange.ALL, window, BY_SHOP.tile(), 1);
                for (GroupFilter groups : List.of(GroupFilter.ALL, one)) {
                    Question question =
                            new Question(SalesModel.BY_SHOP, groups, plan, List.of(0, 1), OptionalLong.empty());
                    check(bench, question, Order.EARLIEST_FIRST, plan.overlaps());
                    check(bench, question, Order.LATEST_FIRST, true);
                }
            }
        }
    }

    private static Page page(int limit, Optional<Place> after) {
        return new Page(limit, Order.EARLIEST_FIRST, after);
    }

    private static void check(ServingBench bench, Question question, Order order, boolean mayTakeMuch) {
        MergedAnswer page = bench.query.page(question, new Page(10_000_000, order, Optional.empty()));
        assertTrue(page.rows().size() > 1_024, () -> page.rows().size() + " rows");
        List<AnswerRow> rows = page.rows();
        for (int after : new int[] {-1, 0, rows.size() / 2, rows.size() - 1}) {
            Optional<Place> place = after < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Place(rows.get(after).group(), rows.get(after).firstMillis()));
            Taken<AnswerRow> taken = new Taken<>();
            ByteBudget budget = new ByteBudget(mayTakeMuch ? Long.MAX_VALUE : LITTLE, Duration.ZERO);
            try (Holding holding = budget.open()) {
                bench.query.query().allRows(question, new Page(Integer.MAX_VALUE, order, place), holding, taken);
            }
            assertEquals(page.proof().asOf(), taken.proofs.get(0).asOf());
            assertEquals(rows.subList(after + 1, rows.size()), taken.rows);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void groupsAreThoseOfOneLargePage(long seed) {
        SalesLog log = SalesLog.random(new SplittableRandom(seed), 2, 300);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L * seed, 1, 30L)));
            bench.step();
            realtime.scanOnly(seed == 1 ? 0 : 2);
            Question all = ServingBench.everything(BY_SHOP);
            List<GroupListing.Group> page =
                    bench.query.groups(all, 1_000, Optional.empty()).groups();
            Taken<GroupListing.Group> taken = new Taken<>();
            bench.query
                    .query()
                    .allGroups(all, Optional.empty(), ByteBudget.unbounded().open(), taken);
            assertEquals(page, taken.rows);
            assertEquals(7, page.size());
        }
    }
}
