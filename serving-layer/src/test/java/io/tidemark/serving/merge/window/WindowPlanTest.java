package io.tidemark.serving.merge.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowPlanTest {
    private static final TileSize TILE = TileSize.of(Duration.ofMinutes(30));
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @CsvSource({"tile,", "PT1H,", "PT6H,PT1H", "PT2H,PT30M", "day,", "week,", "month,"})
    void everyTileIsInJustTheWindowsThatSpanItWhetherTheRangeIsOpenOrNot(String text, String hop) {
        Window window = Window.parse(text, Optional.ofNullable(hop), Optional.empty());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            long first = random.nextLong(-2_000 * HOUR, 2_000 * HOUR);
            TimeRange range = new TimeRange(first, first + random.nextLong(1, 60 * HOUR));
            List<TimeRange> spans = window.spans(range, TILE, 10_000);
            WindowPlan listed = WindowPlan.over(range, window, TILE, 10_000);
            WindowPlan open = WindowPlan.over(new TimeRange(first, Long.MAX_VALUE), window, TILE, 1);
            for (long tile = TILE.startOf(first - 40 * HOUR); tile < range.endMillis() + 40 * HOUR; tile += HOUR / 2) {
                long at = tile;
                Set<Long> expected = new TreeSet<>();
                spans.stream().filter(s -> s.contains(at)).forEach(s -> expected.add(s.firstMillis()));
                assertEquals(expected, windowsOf(listed, tile));
                assertTrue(windowsOf(open, tile).containsAll(expected));
                assertTrue(windowsOf(open, tile).stream()
                        .allMatch(start -> window.spans(new TimeRange(at, at + 1), TILE, 1_000).stream()
                                .anyMatch(s -> s.firstMillis() == start && s.endMillis() > range.firstMillis())));
            }
        }
    }

    /** As a reader calls it: for tiles that the plan needs, and no others. */
    private static Set<Long> windowsOf(WindowPlan plan, long tile) {
        Set<Long> starts = new TreeSet<>();
        if (plan.tiles().contains(tile)) {
            plan.windowsOf(tile, (first, end) -> starts.add(first));
        }
        return starts;
    }
}
