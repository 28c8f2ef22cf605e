package io.tidemark.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Spans of one length whose starts are so many milliseconds after the multiples of a step since the Unix epoch. */
record Steps(long lengthMillis, long stepMillis, long shiftMillis) {
    private static final long DAY = 86_400_000;
    private static final long WEEK = 7 * DAY;
    /** The Unix epoch is a Thursday. */
    private static final long MONDAY = 4 * DAY;

    /**
     * Whole weeks start on a Monday, as calendar weeks do, where the tiles allow it; or on another day that was asked for.
     *
     * @throws IllegalArgumentException if the tiles do not allow it
     */
    static Steps of(Duration length, Duration step, TileSize tile, DayOfWeek weekStart) {
        boolean isOfWeeks = step.toMillis() % WEEK == 0 && DAY % tile.millis() == 0;
        if (weekStart != DayOfWeek.MONDAY && !isOfWeeks) {
            throw new IllegalArgumentException("weekStart: a day is not made of whole tiles of " + tile
                    + ", so that no week starts with one; leave it out");
        }
        long shift = MONDAY + (weekStart.getValue() - DayOfWeek.MONDAY.getValue()) * DAY;
        return new Steps(length.toMillis(), step.toMillis(), isOfWeeks ? shift % WEEK : 0);
    }

    /** Whether windows that start at each of these steps can be whole weeks. */
    static boolean areWeeks(Duration step) {
        return step.toMillis() % WEEK == 0;
    }

    static List<TimeRange> spans(Window window, TimeRange range, Steps steps, int max) {
        if (range.firstMillis() == range.endMillis()) {
            return List.of();
        }
        // A span that ends at the range's first instant is already over.
        double from = (double) range.firstMillis() - steps.shiftMillis;
        double first = Math.floor((from - steps.lengthMillis) / steps.stepMillis) + 1;
        double end = Math.ceil(((double) range.endMillis() - steps.shiftMillis) / steps.stepMillis);
        refuseTooMany(window, range, end - first, max);
        long before = range.firstMillis() - steps.shiftMillis - steps.lengthMillis;
        long start = (Math.floorDiv(before, steps.stepMillis) + 1) * steps.stepMillis + steps.shiftMillis;
        List<TimeRange> spans = new ArrayList<>();
        for (long at = start; at < range.endMillis(); at += steps.stepMillis) {
            spans.add(new TimeRange(at, at + steps.lengthMillis));
        }
        return spans;
    }

    static void refuseTooMany(Window window, TimeRange range, double count, int max) {
        if (count > max) {
            throw new IllegalArgumentException("window " + window + ": " + (range.isAll() ? "all time" : "the range")
                    + " holds more than " + max + " of them; narrow the range or use a longer window");
        }
    }

    static void requireMultiple(String place, Duration length, TileSize tile) {
        if (tile.isAllTime()) {
            throw new IllegalArgumentException(
                    place + ": " + length + " cannot be cut from an aggregate of all time; use window=all");
        }
        long millis = length.toMillis();
        if (millis % tile.millis() != 0) {
            Duration below = Duration.ofMillis(millis / tile.millis() * tile.millis());
            Duration above = below.plusMillis(tile.millis());
            throw new IllegalArgumentException(place + ": " + length + " is not a multiple of the tile " + tile
                    + "; use " + (below.isZero() ? "" : below + " or ") + above);
        }
    }
}
