package io.tidemark.serving.merge;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;

/** How the tiles of one question are put together into windows. */
public interface WindowPlan {
    /** The tiles that the windows need: those that start in this range. */
    TimeRange tiles();

    /** Visits every window of the question that the tile is part of. */
    void windowsOf(long tileMillis, SpanVisitor visitor);

    /** What is called for each window: half open, {@code [first, end)}. */
    @FunctionalInterface
    interface SpanVisitor {
        void window(long firstMillis, long endMillis);
    }

    /** Each tile that starts in the range is a window. */
    static WindowPlan tiles(TileSize size, TimeRange range) {
        return new WindowPlan() {
            @Override
            public TimeRange tiles() {
                return range;
            }

            @Override
            public void windowsOf(long tileMillis, SpanVisitor visitor) {
                visitor.window(tileMillis, size.endOf(tileMillis));
            }
        };
    }

    /** One window: the whole range, whatever it holds. */
    static WindowPlan whole(TimeRange range) {
        return new WindowPlan() {
            @Override
            public TimeRange tiles() {
                return range;
            }

            @Override
            public void windowsOf(long tileMillis, SpanVisitor visitor) {
                visitor.window(range.firstMillis(), range.endMillis());
            }
        };
    }
}
