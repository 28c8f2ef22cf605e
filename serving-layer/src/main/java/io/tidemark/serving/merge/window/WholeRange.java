package io.tidemark.serving.merge.window;

import io.tidemark.time.TimeRange;

/** One window, which is the range. Where part of it is expired, the window is what is left, and says so by its start. */
record WholeRange(TimeRange tiles) implements WindowPlan {
    @Override
    public void windowsOf(long tileMillis, SpanVisitor visitor) {
        // The realtime side may still hold a tile that has expired.
        if (tiles.contains(tileMillis)) {
            visitor.window(tiles.firstMillis(), tiles.endMillis());
        }
    }

    @Override
    public boolean joins(TimeRange span) {
        return tiles.holds(span);
    }

    @Override
    public TimeRange only() {
        return tiles;
    }

    @Override
    public WindowPlan withoutExpired(long beforeMillis) {
        return tiles.firstMillis() >= beforeMillis
                ? this
                : new WholeRange(new TimeRange(Math.min(beforeMillis, tiles.endMillis()), tiles.endMillis()));
    }
}
