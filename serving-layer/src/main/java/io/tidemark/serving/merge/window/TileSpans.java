package io.tidemark.serving.merge.window;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;

/** Each tile that starts in the range is a window. */
record TileSpans(TileSize size, TimeRange tiles) implements WindowPlan {
    @Override
    public boolean joins(TimeRange span) {
        return false;
    }

    @Override
    public void windowsOf(long tileMillis, SpanVisitor visitor) {
        visitor.window(tileMillis, size.endOf(tileMillis));
    }
}
