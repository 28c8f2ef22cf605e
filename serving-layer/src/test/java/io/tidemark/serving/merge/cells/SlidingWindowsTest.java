package io.tidemark.serving.merge.cells;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.Hopping;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows that overlap much, against every tile in every window. */
class SlidingWindowsTest {
    private static final long MINUTE = 60_000;
    private static final TileSize TILE = TileSize.of(Duration.ofMinutes(1));
    private int merges;

    /** What a window came to: its tiles in their order, and what they came from. */
    private record Found(long first, long end, List<Object> tiles, int origins) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachWindowIsMadeOfItsTilesInTheirOrder(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            int hop = 1 + random.nextInt(3);
            int length = hop * (4 + random.nextInt(9)) + (random.nextBoolean() ? 0 : random.nextInt(hop));
            int range = 1 + random.nextInt(random.nextInt(10) == 0 ? 6_000 : 200);
            boolean isOpen = random.nextInt(4) == 0;
            WindowPlan plan = WindowPlan.over(
                    new TimeRange(0, isOpen ? Long.MAX_VALUE : range * MINUTE),
                    new Hopping(Duration.ofMinutes(length), Duration.ofMinutes(hop)),
                    TILE,
                    100_000);
            Order order = random.nextBoolean() ? Order.EARLIEST_FIRST : Order.LATEST_FIRST;
            int most = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(30);
            long after = random.nextBoolean() ? -1 : random.nextInt(range) * MINUTE;
            LongPredicate isAsked = first -> first >= 2 * MINUTE
                    && (after < 0 || (order == Order.EARLIEST_FIRST ? first > after : first < after));
            TreeMap<Long, Integer> tiles = tiles(random, range);

            String what = "seed " + seed + ", " + i + ": " + length + " every " + hop + " over " + range + " " + order
                    + " " + most + " after " + after;
            Kept kept = new Kept(most, order);
            assertEquals(expected(plan, tiles, kept, isAsked), found(random, plan, tiles, kept, isAsked), what);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 60, 600})
    void aWindowTakesAboutThreeMerges(int length) {
        TreeMap<Long, Integer> tiles = new TreeMap<>();
        for (int tile = 0; tile < 10_000; tile++) {
            tiles.put(tile * MINUTE, 1);
        }
        WindowPlan plan = WindowPlan.over(
                new TimeRange(0, 10_000 * MINUTE),
                new Hopping(Duration.ofMinutes(length), Duration.ofMinutes(1)),
                TILE,
                100_000);

        int windows = found(
                        new SplittableRandom(1),
                        plan,
                        tiles,
                        new Kept(Integer.MAX_VALUE, Order.EARLIEST_FIRST),
                        f -> true)
                .size();

        assertTrue(merges <= 4 * windows, merges + " merges for " + windows + " windows");
    }

    private static TreeMap<Long, Integer> tiles(SplittableRandom random, int range) {
        TreeMap<Long, Integer> tiles = new TreeMap<>();
        int density = 1 + random.nextInt(4);
        for (int tile = -20; tile < range + 20; tile++) {
            if (random.nextInt(density) == 0) {
                tiles.put(tile * MINUTE, 1 + random.nextInt(3));
            }
        }
        return tiles;
    }

    private static List<Found> expected(
            WindowPlan plan, TreeMap<Long, Integer> tiles, Kept kept, LongPredicate isAsked) {
        TreeMap<Long, Found> windows = new TreeMap<>();
        tiles.forEach((tile, origin) -> plan.windowsOf(tile, (first, end) -> {
            if (isAsked.test(first)) {
                Found before = windows.getOrDefault(first, new Found(first, end, List.of(), 0));
                List<Object> more = new ArrayList<>(before.tiles());
                more.add(tile);
                windows.put(first, new Found(first, end, more, before.origins() | origin));
            }
        }));
        List<Found> all = List.copyOf(windows.values());
        int most = Math.min(all.size(), kept.windows());
        return kept.order() == Order.EARLIEST_FIRST ? all.subList(0, most) : all.subList(all.size() - most, all.size());
    }

    private List<Found> found(
            SplittableRandom random, WindowPlan plan, TreeMap<Long, Integer> tiles, Kept kept, LongPredicate isAsked) {
        SlidingWindows sliding = new SlidingWindows(plan, kept, 1, isAsked);
        sliding.begin();
        // First those of one view in their order, then those of the other, of which some are of the same tiles.
        for (int origin : new int[] {1, 2}) {
            List<Long> ofView = new ArrayList<>();
            tiles.forEach((tile, origins) -> {
                if ((origins & origin) != 0) {
                    ofView.add(tile);
                }
            });
            if (origin == 2 && random.nextBoolean()) {
                java.util.Collections.reverse(ofView);
            }
            for (long tile : ofView) {
                if (sliding.isWanted(tile)) {
                    int at = sliding.at(tile, (byte) origin);
                    sliding.tiles().accumulators(at)[0] = new ArrayList<Object>(List.of(tile));
                    sliding.tiles().cameFrom(at, (byte) origin);
                }
            }
        }
        Cells windows = new Cells(1);
        sliding.finish(new Lists(), windows);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            @SuppressWarnings("unchecked")
            List<Object> list = (List<Object>) windows.accumulators(i)[0];
            found.add(new Found(windows.first(i), windows.end(i), list, windows.origins(i)));
        }
        return found;
    }

    /** Lists of tiles, which tell whether one was taken twice, left out, or out of order. */
    private final class Lists implements SlidingMerge.Merging {
        @Override
        public Object[] created() {
            return new Object[] {new ArrayList<>()};
        }

        @Override
        @SuppressWarnings("unchecked")
        public void merge(Object[] into, Object[] from) {
            merges++;
            ((List<Object>) into[0]).addAll((List<Object>) from[0]);
        }
    }
}
