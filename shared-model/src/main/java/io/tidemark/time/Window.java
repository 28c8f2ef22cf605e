package io.tidemark.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a query asks for: how event time is cut into half-open spans, each put together from whole tiles. Windows of a
 * fixed length are aligned to the Unix epoch in UTC, those of whole weeks to the Monday after it, or to another day that is
 * asked for, where a day is made of whole tiles, calendar windows to midnight in their zone. A window that is not
 * made of whole tiles is refused with {@link IllegalArgumentException}: {@code place: fault; mend}.
 *
 * <p>A sliding window is a {@link Hopping} one whose hop is the tile.
 */
public sealed interface Window permits Window.EachTile, Window.AllTime, Tumbling, Hopping, CalendarWindow {

    /** The word of a query for the day on which weeks start. */
    String WEEK_START = "weekStart";

    /** Why it is refused, and then for what. */
    String NOT_OF_WEEKS = "goes with week, and with a window or hop of whole weeks such as P7D, not with ";

    /**
     * The spans that overlap a range of event time, in order of their starts. The first and the last may reach beyond the
     * range.
     *
     * @param max how many there may be at most
     * @throws IllegalArgumentException if a span is not made of whole tiles, or there are more than {@code max}
     */
    List<TimeRange> spans(TimeRange range, TileSize tile, int max);

    /** The spans are the tiles themselves. */
    record EachTile() implements Window {
        @Override
        public List<TimeRange> spans(TimeRange range, TileSize tile, int max) {
            return tile.isAllTime()
                    ? List.of(TimeRange.ALL)
                    : Steps.spans(this, range, new Steps(tile.millis(), tile.millis(), 0), max);
        }

        @Override
        public String toString() {
            return "tile";
        }
    }

    /** One span for everything. */
    record AllTime() implements Window {
        @Override
        public List<TimeRange> spans(TimeRange range, TileSize tile, int max) {
            return List.of(TimeRange.ALL);
        }

        @Override
        public String toString() {
            return "all";
        }
    }

    /**
     * A window from the words of a query: {@code tile}; {@code all}; {@code day}, {@code week} or {@code month}, with a zone
     * (UTC unless given); a duration such as {@code PT1H}, with a hop or without.
     *
     * @param weekStart the day on which weeks start, {@code monday} unless given
     * @throws IllegalArgumentException if the words are no window; the message has place, fault and mend
     */
    static Window parse(String window, Optional<String> hop, Optional<String> zone, Optional<String> weekStart) {
        DayOfWeek start = weekStart.map(WindowText::day).orElse(DayOfWeek.MONDAY);
        Optional<CalendarUnit> unit = CalendarUnit.of(window);
        if (unit.isPresent()) {
            refuse(hop, "hop", "goes with a window of a fixed length such as PT1H, not with " + window);
            if (unit.get() != CalendarUnit.WEEK) {
                refuse(weekStart, WEEK_START, NOT_OF_WEEKS + window);
            }
            return new CalendarWindow(unit.get(), WindowText.zone(zone.orElse("UTC")), start);
        }
        refuse(zone, "zone", "goes with day, week and month, not with " + window);
        if (window.equals("tile") || window.equals("all")) {
            refuse(hop, "hop", "goes with a window of a fixed length such as PT1H, not with " + window);
            refuse(weekStart, WEEK_START, NOT_OF_WEEKS + window);
            return window.equals("tile") ? new EachTile() : new AllTime();
        }
        Duration length = WindowText.duration(
                "window",
                window,
                "use tile, all, day, week, month, range, session, or a duration such as PT1H or PT15M");
        Optional<Duration> step = hop.map(text -> WindowText.duration("hop", text, "use a duration such as PT5M"));
        Window made =
                step.<Window>map(each -> new Hopping(length, each, start)).orElseGet(() -> new Tumbling(length, start));
        if (!Steps.areWeeks(step.orElse(length))) {
            refuse(weekStart, WEEK_START, NOT_OF_WEEKS + step.orElse(length));
        }
        return made;
    }

    /** The same with weeks from Monday on. */
    static Window parse(String window, Optional<String> hop, Optional<String> zone) {
        return parse(window, hop, zone, Optional.empty());
    }

    /**
     * A zone from its name.
     *
     * @throws IllegalArgumentException if it is none; the message has place, fault and mend
     */
    static ZoneId zone(String name) {
        return WindowText.zone(name);
    }

    private static void refuse(Optional<String> given, String word, String fault) {
        if (given.isPresent()) {
            throw new IllegalArgumentException(word + ": " + given.get() + " " + fault + "; leave it out");
        }
    }

    /** Days, weeks or months in a zone. */
    static Window calendar(CalendarUnit unit, ZoneId zone) {
        return new CalendarWindow(unit, zone);
    }
}
