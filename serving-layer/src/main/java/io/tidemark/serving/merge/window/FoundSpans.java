package io.tidemark.serving.merge.window;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.util.List;

/** Windows that overlap a range without an end or a start: each is found when a tile of it is. */
record FoundSpans(Window window, TileSize size, TimeRange range, TimeRange tiles) implements WindowPlan {
    static FoundSpans over(Window window, TileSize size, TimeRange range) {
        long first = range.firstMillis();
        if (first != Long.MIN_VALUE) {
            List<TimeRange> around = window.spans(new TimeRange(first, first + 1), size, Integer.MAX_VALUE);
            first = around.get(0).firstMillis();
        }
        long end = range.endMillis();
        if (end != Long.MAX_VALUE) {
            List<TimeRange> around = window.spans(new TimeRange(end - 1, end), size, Integer.MAX_VALUE);
            end = around.get(around.size() - 1).endMillis();
        }
        return new FoundSpans(window, size, range, new TimeRange(first, end));
    }

    @Override
    public long additions(TileSize tile) {
        return Long.MAX_VALUE;
    }

    @Override
    public void windowsOf(long tileMillis, SpanVisitor visitor) {
        TimeRange tile = new TimeRange(tileMillis, size.endOf(tileMillis));
        for (TimeRange span : spans(tile)) {
            if (range.overlaps(span.firstMillis(), span.endMillis())) {
                visitor.window(span.firstMillis(), span.endMillis());
            }
        }
    }

    private List<TimeRange> spans(TimeRange tile) {
        try {
            return window.spans(tile, size, Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw new UnfitWindowException(e);
        }
    }
}
