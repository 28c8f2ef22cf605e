package io.tidemark.it.simulation;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.CalendarUnit;
import io.tidemark.time.Hopping;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Tumbling;
import io.tidemark.time.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Ways to ask for windows, and, worked out apart from the code under test, which windows a tile is then part of. */
enum Asking {
    TILES(over(TimeRange.ALL, new Window.EachTile()), tile -> List.of(span(tile, Asking.HOUR))),
    SOME_TILES(
            over(World.tiles(1, 2), new Window.EachTile()),
            tile -> World.tiles(1, 2).contains(tile) ? List.of(span(tile, Asking.HOUR)) : List.of()),
    TUMBLING(
            over(TimeRange.ALL, new Tumbling(Duration.ofHours(2))),
            tile -> List.of(span(Math.floorDiv(tile, 2 * Asking.HOUR) * 2 * Asking.HOUR, 2 * Asking.HOUR))),
    SOME_TUMBLING(over(World.tiles(1, 2), new Tumbling(Duration.ofHours(3))), tile -> {
        long first = Math.floorDiv(tile, 3 * Asking.HOUR) * 3 * Asking.HOUR;
        return World.tiles(1, 2).overlaps(first, first + 3 * Asking.HOUR)
                ? List.of(span(first, 3 * Asking.HOUR))
                : List.of();
    }),
    HOPPING(over(TimeRange.ALL, new Hopping(Duration.ofHours(3), Duration.ofHours(1))), tile -> IntStream.range(0, 3)
            .mapToObj(back -> span(tile - back * Asking.HOUR, 3 * Asking.HOUR))
            .toList()),
    SLIDING(over(TimeRange.ALL, new Hopping(Duration.ofHours(6), Duration.ofHours(1))), tile -> IntStream.range(0, 6)
            .mapToObj(back -> span(tile - back * Asking.HOUR, 6 * Asking.HOUR))
            .toList()),
    SOME_SLIDING(
            over(World.tiles(1, 3), new Hopping(Duration.ofHours(8), Duration.ofHours(2))),
            tile -> IntStream.range(0, 4)
                    .mapToObj(back ->
                            span((Math.floorDiv(tile, 2 * Asking.HOUR) - back) * 2 * Asking.HOUR, 8 * Asking.HOUR))
                    .filter(window -> World.tiles(1, 3).overlaps(window.firstMillis(), window.endMillis()))
                    .toList()),
    DAY(over(TimeRange.ALL, Window.calendar(CalendarUnit.DAY, World.ZONE)), tile -> {
        LocalDate day = date(tile);
        return List.of(days(day, day.plusDays(1)));
    }),
    WEEK(over(TimeRange.ALL, Window.calendar(CalendarUnit.WEEK, World.ZONE)), tile -> {
        LocalDate monday = date(tile).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return List.of(days(monday, monday.plusDays(7)));
    }),
    MONTH(over(TimeRange.ALL, Window.calendar(CalendarUnit.MONTH, World.ZONE)), tile -> {
        LocalDate first = date(tile).withDayOfMonth(1);
        return List.of(days(first, first.plusMonths(1)));
    }),
    ALL_TIME(over(TimeRange.ALL, new Window.AllTime()), tile -> List.of(TimeRange.ALL)),
    RANGE(
            size -> WindowPlan.whole(World.tiles(1, 3), size),
            tile -> World.tiles(1, 3).contains(tile) ? List.of(World.tiles(1, 3)) : List.of()),
    SESSIONS(sessions(TimeRange.ALL), Asking::noWindows),
    SOME_SESSIONS(sessions(World.tiles(1, 1)), Asking::noWindows);

    private static final long HOUR = 3_600_000;
    private static final int MANY = 10_000;

    private final Function<TileSize, WindowPlan> plan;
    private final Function<Long, List<TimeRange>> windows;

    Asking(Function<TileSize, WindowPlan> plan, Function<Long, List<TimeRange>> windows) {
        this.plan = plan;
        this.windows = windows;
    }

    WindowPlan plan(TileSize tile) {
        return plan.apply(tile);
    }

    /** The windows that an hour's tile is part of. */
    List<TimeRange> windowsOf(long tileMillis) {
        return windows.apply(tileMillis);
    }

    /** What is asked of a definition instead that cannot be asked so. */
    Asking of(AggregationDefinition<?> definition) {
        if (definition.tile().isAllTime()) {
            return ALL_TIME;
        }
        return isOfSessions() && definition.sessions().isEmpty() ? TILES : this;
    }

    boolean isOfSessions() {
        return this == SESSIONS || this == SOME_SESSIONS;
    }

    /** Whether there is one window at most, as groups can be ranked by. */
    boolean isOfOneWindow() {
        return this == ALL_TIME || this == RANGE;
    }

    private static Function<TileSize, WindowPlan> sessions(TimeRange range) {
        return tile -> WindowPlan.sessions(range, Reading.SESSIONS, tile);
    }

    private static List<TimeRange> noWindows(long tile) {
        throw new IllegalStateException("no tile tells its sessions");
    }

    private static Function<TileSize, WindowPlan> over(TimeRange range, Window window) {
        return tile -> WindowPlan.over(range, window, tile, MANY);
    }

    private static TimeRange span(long first, long millis) {
        return new TimeRange(first, first + millis);
    }

    private static LocalDate date(long millis) {
        return Instant.ofEpochMilli(millis).atZone(World.ZONE).toLocalDate();
    }

    private static TimeRange days(LocalDate first, LocalDate end) {
        return new TimeRange(
                first.atStartOfDay(World.ZONE).toInstant().toEpochMilli(),
                end.atStartOfDay(World.ZONE).toInstant().toEpochMilli());
    }
}
