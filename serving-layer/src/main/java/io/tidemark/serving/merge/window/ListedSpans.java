package io.tidemark.serving.merge.window;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import java.util.Arrays;
import java.util.List;

/** Windows that are known beforehand. */
final class ListedSpans implements WindowPlan {
    private final TimeRange tiles;
    private final long[] firsts;
    private final long[] ends;

    /**
     * @param spans in the order of their starts, which must be that of their ends too
     */
    ListedSpans(List<TimeRange> spans) {
        firsts = spans.stream().mapToLong(TimeRange::firstMillis).toArray();
        ends = spans.stream().mapToLong(TimeRange::endMillis).toArray();
        tiles = spans.isEmpty() ? new TimeRange(0, 0) : new TimeRange(firsts[0], ends[ends.length - 1]);
    }

    @Override
    public TimeRange tiles() {
        return tiles;
    }

    @Override
    public boolean overlaps() {
        return firsts.length >= MUCH && firsts[MUCH - 1] < ends[0];
    }

    @Override
    public long additions(TileSize tile) {
        long additions = 0;
        for (int i = 0; i < firsts.length; i++) {
            additions += WindowPlan.tilesIn(new TimeRange(firsts[i], ends[i]), tile);
        }
        return additions;
    }

    @Override
    public void windowsOf(long tileMillis, SpanVisitor visitor) {
        int last = lastFrom(tileMillis);
        while (last >= 0 && ends[last] > tileMillis) {
            visitor.window(firsts[last], ends[last]);
            last--;
        }
    }

    @Override
    public void windowsOf(long tileMillis, long afterMillis, SpanVisitor visitor) {
        int last = lastFrom(tileMillis);
        while (last >= 0 && ends[last] > tileMillis && firsts[last] > afterMillis) {
            visitor.window(firsts[last], ends[last]);
            last--;
        }
    }

    /** No window starts or ends within. */
    @Override
    public boolean joins(TimeRange span) {
        int end = Arrays.binarySearch(ends, span.firstMillis());
        end = end >= 0 ? end + 1 : -end - 1;
        return lastFrom(span.endMillis() - 1) == lastFrom(span.firstMillis())
                && (end == ends.length || ends[end] >= span.endMillis());
    }

    /** The last span that does not start after a tile; -1 if all do. */
    private int lastFrom(long tileMillis) {
        int at = Arrays.binarySearch(firsts, tileMillis);
        return at >= 0 ? at : -at - 2;
    }
}
