package io.tidemark.serving.merge.cells;

/**
 * Puts windows together that overlap much, in about three merges each, however many tiles a window has: the queue of two
 * stacks. The tiles of a window are those up to a place, of which each has been merged with all behind it up to there, and
 * those from the place on, which are merged as they come; the place moves on when a window begins behind it. Tiles may be
 * absent. Guarded by the benchmark {@code hop}.
 *
 * <pre>
 * tiles     a     b     c     d  |  e    f
 *         abcd   bcd   cd     d  |  ef          the window from c to f: cd + ef
 * </pre>
 *
 * <p>Kanat Tangwongsan, Martin Hirzel, Scott Schneider: Low-Latency Sliding-Window Aggregation in Worst-Case Constant Time,
 * DEBS 2017, section 3; the idea is van Herk's and Gil and Werman's.
 */
public final class SlidingMerge {
    private final Merging merging;
    private final Cells tiles;
    /** Tiles below it are each merged with all that follow them below it; as they come are those from it on. */
    private int place;
    /** How many tiles were looked at. */
    private int taken;
    /** The tiles from {@link #place} on, together; null if there are none. */
    private Object[] back;

    private byte backOrigins;
    private final byte[] frontOrigins;

    /** How accumulators are merged; all are those of a row's metrics. */
    public interface Merging {
        /** Accumulators that hold nothing. */
        Object[] created();

        /** Changes the first alone. */
        void merge(Object[] into, Object[] from);
    }

    /** @param tiles whose accumulators are used up */
    public SlidingMerge(Cells tiles, Merging merging) {
        this.tiles = tiles;
        this.merging = merging;
        this.frontOrigins = new byte[tiles.size()];
    }

    /**
     * Puts a window together; they come in the order of their starts, which must be that of their ends too.
     *
     * @param windows takes it, if it has a tile
     */
    public void window(long firstMillis, long endMillis, Cells windows) {
        int from = tiles.find(firstMillis);
        from = from >= 0 ? from : -from - 1;
        while (taken < tiles.size() && tiles.first(taken) < endMillis) {
            append(taken++);
        }
        if (from >= taken) {
            return;
        }
        if (from >= place) {
            turnOver(from);
        }
        int cell = windows.at(firstMillis, endMillis);
        Object[] into = windows.accumulators(cell);
        Object[] created = merging.created();
        System.arraycopy(created, 0, into, 0, into.length);
        merging.merge(into, tiles.accumulators(from));
        windows.cameFrom(cell, frontOrigins[from]);
        if (back != null) {
            merging.merge(into, back);
            windows.cameFrom(cell, backOrigins);
        }
    }

    private void append(int tile) {
        if (back == null) {
            back = merging.created();
            backOrigins = 0;
        }
        merging.merge(back, tiles.accumulators(tile));
        backOrigins |= tiles.origins(tile);
    }

    /** All tiles so far are merged from behind; those that no window begins at any more are left alone. */
    private void turnOver(int from) {
        for (int tile = taken - 1; tile >= from; tile--) {
            frontOrigins[tile] = tiles.origins(tile);
            if (tile + 1 < taken) {
                merging.merge(tiles.accumulators(tile), tiles.accumulators(tile + 1));
                frontOrigins[tile] |= frontOrigins[tile + 1];
            }
        }
        place = taken;
        back = null;
    }
}
