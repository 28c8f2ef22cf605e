package io.tidemark.serving.merge.window;

import io.tidemark.session.Sessions;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.UnfitSpanException;
import io.tidemark.time.Window;
import java.util.List;

/**
 * How the tiles of one question are put together into windows: those that overlap the range asked for, each whole, so
 * that the first and the last may reach beyond it. May be used by many threads.
 */
public interface WindowPlan {
    /** The tiles that the windows need: those that start in this range. */
    TimeRange tiles();

    /** What was asked for, if it is less than what the windows need. */
    default TimeRange asked() {
        return tiles();
    }

    /** From when on a window that ends at an instant is over, by which no event comes into it that is not late. */
    default long overAfter(long endMillis) {
        return endMillis;
    }

    /**
     * Visits every window of the question that the tile is part of.
     *
     * @throws UnfitWindowException if it is part of one that is not made of whole tiles; none was visited
     */
    void windowsOf(long tileMillis, SpanVisitor visitor);

    /**
     * Whether all tiles of a span are part of the same windows, so that one row may stand for them.
     *
     * @param span made of whole tiles
     */
    boolean joins(TimeRange span);

    /** The window that is the only one of each group, of all tiles there are; null if there may be several. */
    default TimeRange only() {
        return null;
    }

    /** Visits those of them that start after an instant. */
    default void windowsOf(long tileMillis, long afterMillis, SpanVisitor visitor) {
        windowsOf(tileMillis, (first, end) -> {
            if (first > afterMillis) {
                visitor.window(first, end);
            }
        });
    }

    /** How many times a tile of one group is added to a window at most. */
    default long additions(TileSize tile) {
        return tilesIn(tiles(), tile);
    }

    /** Whether a tile is part of so many windows that it is not to be merged into each; their ends are in order then too. */
    default boolean overlaps() {
        return false;
    }

    /** How many windows a tile is part of at least where windows {@linkplain #overlaps overlap}. */
    int MUCH = 4;

    /** How many tiles start in a range; {@link Long#MAX_VALUE} if it has no end. */
    static long tilesIn(TimeRange range, TileSize tile) {
        if (tile.isAllTime()) {
            return 1;
        }
        long millis = range.endMillis() - range.firstMillis();
        // Below zero where the range is longer than a long tells.
        return range.endMillis() == Long.MAX_VALUE || millis < 0 ? Long.MAX_VALUE : millis / tile.millis() + 1;
    }

    /** This plan where tiles that start before an instant are expired. */
    default WindowPlan withoutExpired(long beforeMillis) {
        return this;
    }

    /** What is called for each window: half open, {@code [first, end)}. */
    @FunctionalInterface
    interface SpanVisitor {
        void window(long firstMillis, long endMillis);
    }

    /**
     * The windows that overlap a range.
     *
     * @param range may be open at an end, by {@link Long#MIN_VALUE} or {@link Long#MAX_VALUE}
     * @param max how many there may be at most in a range with two ends
     * @throws IllegalArgumentException if there are more, or a window is not made of whole tiles
     */
    static WindowPlan over(TimeRange range, Window window, TileSize tile, int max) {
        if (tile.isAllTime() || window instanceof Window.AllTime) {
            return new WholeRange(TimeRange.ALL);
        }
        if (range.isEmpty()) {
            return none();
        }
        // Known to be few without listing them; one may begin before the range.
        if (window instanceof Window.EachTile && tilesIn(range, tile) < max) {
            return new TileSpans(tile, tile.widen(range));
        }
        boolean isOpen = range.firstMillis() == Long.MIN_VALUE || range.endMillis() == Long.MAX_VALUE;
        try {
            List<TimeRange> spans = isOpen ? List.of() : window.spans(range, tile, max);
            if (window instanceof Window.EachTile) {
                return new TileSpans(tile, tile.widen(range));
            }
            return isOpen ? FoundSpans.over(window, tile, range) : new ListedSpans(spans);
        } catch (UnfitSpanException notAll) {
            // Which is told when it has data, and costs no other window its answer.
            return FoundSpans.over(window, tile, range);
        }
    }

    /** One window: these tiles. */
    static WindowPlan only(TimeRange tiles) {
        return tiles.isEmpty() ? none() : new WholeRange(tiles);
    }

    /**
     * The sessions that overlap a range.
     *
     * @param range may be open at an end
     */
    static WindowPlan sessions(TimeRange range, Sessions sessions, TileSize tile) {
        return range.isEmpty() ? none() : new SessionReach(sessions, tile, range);
    }

    /** One window: the whole range, widened to whole tiles. */
    static WindowPlan whole(TimeRange range, TileSize tile) {
        return range.isEmpty() ? none() : new WholeRange(tile.widen(range));
    }

    /** No window at all. */
    private static WindowPlan none() {
        return new ListedSpans(List.of());
    }
}
