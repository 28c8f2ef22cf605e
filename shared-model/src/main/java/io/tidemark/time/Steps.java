package io.tidemark.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Spans of one length whose starts are the multiples of a step since the Unix epoch. */
record Steps(long lengthMillis, long stepMillis) {

    static List<TimeRange> spans(Window window, TimeRange range, Steps steps, int max) {
        if (range.firstMillis() == range.endMillis()) {
            return List.of();
        }
        // A span that ends at the range's first instant is already over.
        double first = Math.floor(((double) range.firstMillis() - steps.lengthMillis) / steps.stepMillis) + 1;
        double end = Math.ceil((double) range.endMillis() / steps.stepMillis);
        refuseTooMany(window, range, end - first, max);
        long start = Math.floorDiv(range.firstMillis() - steps.lengthMillis, steps.stepMillis) * steps.stepMillis
                + steps.stepMillis;
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
