package io.tidemark.serving.index.level;

import io.tidemark.time.TimeRange;

/**
 * Which tiles are wanted, and which of them may come as one row that stands for all of a {@link Level}'s span.
 *
 * @param range of the tiles' starts
 */
public record WantedTiles(TimeRange range, Joining joining) {
    /** Says whether one row will do for all tiles of a span. */
    @FunctionalInterface
    public interface Joining {
        boolean may(TimeRange span);
    }

    /** All of a range, each as a row of its own. */
    public static WantedTiles each(TimeRange range) {
        return new WantedTiles(range, span -> false);
    }

    /** All of a range, in as few rows as there can be. */
    public static WantedTiles together(TimeRange range) {
        return new WantedTiles(range, span -> true);
    }

    /** The same of another range. */
    public WantedTiles in(TimeRange other) {
        return new WantedTiles(other, joining);
    }

    /** Whether one row may stand for all tiles of a span: they are all wanted, and for the same. */
    public boolean mayJoin(TimeRange span) {
        return range.holds(span) && joining.may(span);
    }
}
