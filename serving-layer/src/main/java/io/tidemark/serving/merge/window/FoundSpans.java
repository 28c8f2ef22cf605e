package io.tidemark.serving.merge.window;

import io.tidemark.time.Hopping;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Tumbling;
import io.tidemark.time.UnfitSpanException;
import io.tidemark.time.Window;
import java.util.List;

/**
 * Windows that overlap a range without an end or a start, or of which some are not made of whole tiles: each is found when
 * a tile of it is.
 */
record FoundSpans(Window window, TileSize size, TimeRange range, TimeRange tiles) implements WindowPlan {
    static FoundSpans over(Window window, TileSize size, TimeRange range) {
        long first = range.firstMillis();
        if (first != Long.MIN_VALUE) {
            first = size.startOf(around(first, window, size).get(0).firstMillis());
        }
        long end = range.endMillis();
        if (end != Long.MAX_VALUE) {
            List<TimeRange> around = around(end - 1, window, size);
            end = size.endOf(size.startOf(around.get(around.size() - 1).endMillis() - 1));
        }
        return new FoundSpans(window, size, range, new TimeRange(first, end));
    }

    private static List<TimeRange> around(long instant, Window window, TileSize size) {
        try {
            return window.spans(new TimeRange(instant, instant + 1), size, Integer.MAX_VALUE);
        } catch (UnfitSpanException unfit) {
            return List.of(unfit.span());
        }
    }

    @Override
    public boolean overlaps() {
        return window instanceof Hopping hopping && hopping.length().dividedBy(hopping.hop()) >= MUCH;
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

    @Override
    public boolean joins(TimeRange span) {
        long millis = span.endMillis() - span.firstMillis();
        boolean isLonger = (window instanceof Hopping hopping && hopping.hop().toMillis() < millis)
                || (window instanceof Tumbling tumbling && tumbling.length().toMillis() < millis);
        if (isLonger) {
            return false;
        }
        try {
            List<TimeRange> ofFirst = window.spans(tileAt(span.firstMillis()), size, Integer.MAX_VALUE);
            return ofFirst.stream().allMatch(whole -> whole.holds(span))
                    && ofFirst.equals(window.spans(tileAt(span.endMillis() - 1), size, Integer.MAX_VALUE));
        } catch (UnfitSpanException toBeLeftOut) {
            return false;
        }
    }

    private TimeRange tileAt(long millis) {
        long first = size.startOf(millis);
        return new TimeRange(first, size.endOf(first));
    }

    private List<TimeRange> spans(TimeRange tile) {
        try {
            return window.spans(tile, size, Integer.MAX_VALUE);
        } catch (UnfitSpanException e) {
            throw new UnfitWindowException(e);
        }
    }
}
