package io.tidemark.serving.merge.window;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
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
    public long additions(TileSize tile) {
        long additions = 0;
        for (int i = 0; i < firsts.length; i++) {
            additions += WindowPlan.tilesIn(new TimeRange(firsts[i], ends[i]), tile);
        }
        return additions;
    }

    @Override
    public void windowsOf(long tileMillis, SpanVisitor visitor) {
        int at = java.util.Arrays.binarySearch(firsts, tileMillis);
        int last = at >= 0 ? at : -at - 2;
        while (last >= 0 && ends[last] > tileMillis) {
            visitor.window(firsts[last], ends[last]);
            last--;
        }
    }
}
