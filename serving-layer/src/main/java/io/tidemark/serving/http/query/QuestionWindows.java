package io.tidemark.serving.http.query;

import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.session.Sessions;
import io.tidemark.time.CalendarUnit;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/** Of which range and in which windows a question is, or what is wrong with how that is said. */
final class QuestionWindows {
    private static final int WINDOWS_OF_A_TILE = 10_000;

    private static final Set<String> NOT_ONE_AFTER_THE_OTHER = Set.of("all", "range", "session");

    private static final Window TILE = new Window.EachTile();

    private final Clock clock;

    QuestionWindows(Clock clock) {
        this.clock = clock;
    }

    /** The zone that is named; a '+' of an offset that was not escaped arrives as a blank. */
    private static Optional<String> zoneName(Parameters query) {
        return query.one(QueryWords.ZONE).map(name -> name.replace(' ', '+'));
    }

    /** The zone in which dates are days. */
    private static ZoneId zone(Parameters query) {
        try {
            return zoneName(query).map(Window::zone).orElse(ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            throw HttpFault.BAD_WINDOW.ofWindow(e.getMessage());
        }
    }

    private static boolean hasDate(Parameters query) {
        return query.one(QueryWords.FROM).filter(TimeText::isDate).isPresent()
                || query.one(QueryWords.TO).filter(TimeText::isDate).isPresent();
    }

    /** The range that is asked for. */
    TimeRange range(Parameters query, AggregationDefinition<?> definition) {
        Clock clockOfDates = clock.withZone(zone(query));
        long first = query.one(QueryWords.FROM)
                .map(text -> TimeText.millis("parameter \"from\"", text, clockOfDates))
                .orElse(Long.MIN_VALUE);
        long end = query.one(QueryWords.TO)
                .map(text -> TimeText.millis("parameter \"to\"", text, clockOfDates))
                .orElse(Long.MAX_VALUE);
        if (first > end) {
            throw HttpFault.FROM_AFTER_TO.at(
                    "parameters \"from\" and \"to\"",
                    query.one(QueryWords.FROM).orElse("") + " is after "
                            + query.one(QueryWords.TO).orElse("now"),
                    "exchange them");
        }
        TimeRange range = new TimeRange(first, end);
        if (definition.tile().isAllTime() && !range.isAll()) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameters \"from\" and \"to\"",
                    "\"" + definition.name() + "\" is of all time, and holds nothing by time",
                    "leave them out, or ask an aggregation that has a tile");
        }
        return range;
    }

    /**
     * The windows that are asked for.
     *
     * @param max how many there may be
     */
    WindowPlan of(Parameters query, AggregationDefinition<?> definition, int max) {
        TimeRange range = range(query, definition);
        TileSize tile = definition.tile();
        String text = query.one(QueryWords.WINDOW).orElse("tile");
        if (text.equals("range") && isPlain(query)) {
            return WindowPlan.whole(range, tile);
        }
        if (text.equals("range")) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameter \"window\"",
                    "range is one window, without a hop, a zone and a weekStart",
                    "leave them out");
        }
        if (text.equals("session")) {
            return sessions(query, definition, range);
        }
        Window window = text.equals("tile") && isPlain(query) ? TILE : fitting(query, text, tile, range);
        if (window instanceof Window.AllTime && !range.isAll()) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameter \"window\"",
                    "all goes beyond the range from "
                            + query.one(QueryWords.FROM).orElse("the start") + " to "
                            + query.one(QueryWords.TO).orElse("the end"),
                    "leave from and to out, or use window=range");
        }
        try {
            return WindowPlan.over(range, window, tile, max);
        } catch (IllegalArgumentException e) {
            throw HttpFault.RANGE_TOO_WIDE.ofWindow(e.getMessage());
        }
    }

    private static WindowPlan sessions(Parameters query, AggregationDefinition<?> definition, TimeRange range) {
        Sessions sessions = definition
                .sessions()
                .orElseThrow(() -> HttpFault.BAD_WINDOW.at(
                        "parameter \"window\"",
                        "aggregation \"" + definition.name() + "\" has no sessions",
                        "give its definition .sessions(gap), or ask for another window"));
        if (!isPlain(query)) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameter \"window\"",
                    "a session has no hop, no zone and no weekStart of its own",
                    "leave them out");
        }
        return WindowPlan.sessions(range, sessions, definition.tile());
    }

    /** Whether each row is to have what is in the windows before it too. */
    static boolean areTotals(Parameters query) {
        if (!query.word(QueryWords.RUNNING_TOTAL, "false", "true").equals("true")) {
            return false;
        }
        String window = query.one(QueryWords.WINDOW).orElse("tile");
        Optional<String> overlapping = query.one(QueryWords.HOP).map(hop -> "those of a hop overlap");
        if (overlapping.isPresent() || NOT_ONE_AFTER_THE_OTHER.contains(window)) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameter \"" + QueryWords.RUNNING_TOTAL + "\"",
                    "is of windows that follow one another, and " + overlapping.orElse(window + " is none of them"),
                    "leave it out, or ask for tile, day, week, month or a length without a hop");
        }
        return true;
    }

    private static boolean isPlain(Parameters query) {
        return query.one(QueryWords.HOP).isEmpty()
                && query.one(QueryWords.WEEK_START).isEmpty()
                && zoneOfWindow(query, "tile").isEmpty();
    }

    /** What is not a calendar window has no zone; but the dates of its range may have one. */
    private static Optional<String> zoneOfWindow(Parameters query, String window) {
        boolean isOfDates = hasDate(query) && CalendarUnit.of(window).isEmpty();
        return isOfDates ? Optional.empty() : zoneName(query);
    }

    private Window fitting(Parameters query, String text, TileSize tile, TimeRange range) {
        try {
            Window window = Window.parse(
                    text, query.one(QueryWords.HOP), zoneOfWindow(query, text), query.one(QueryWords.WEEK_START));
            // Whether it is made of whole tiles shows where it is asked for, since a zone's clocks are moved now and
            // then; so
            // does how many windows a tile is part of.
            long sample = range.firstMillis() != Long.MIN_VALUE
                    ? range.firstMillis()
                    : range.endMillis() != Long.MAX_VALUE ? range.endMillis() - 1 : clock.millis();
            window.spans(new TimeRange(sample, sample + 1), tile, WINDOWS_OF_A_TILE);
            return window;
        } catch (IllegalArgumentException e) {
            throw HttpFault.BAD_WINDOW.ofWindow(e.getMessage());
        }
    }
}
