package io.tidemark.serving.merge.cells;

import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.TimeRange;
import java.util.function.LongPredicate;

/**
 * The tiles of one group whose windows overlap much, until all of them are here: each is in many windows, and is merged into
 * none before that. Holds few more of them than the windows need that are kept. Owned by one thread.
 */
public final class SlidingWindows implements WindowAssembler {
    /** With so many tiles it is worth looking which of them are needed. */
    private static final int MANY = 1_024;

    private final WindowPlan plan;
    private final Kept kept;
    private final LongPredicate isAsked;
    private final Cells tiles;
    private final Overlapping windows = new Overlapping();
    private int nextLook = MANY;
    /** Tiles outside of these two are in no window that is kept. */
    private long neededFromMillis;

    private long neededBelowMillis;

    /**
     * @param isAsked whether a window that starts at an instant is asked for; those that are follow one another
     * @param metrics how many accumulators a tile has
     */
    public SlidingWindows(WindowPlan plan, Kept kept, int metrics, LongPredicate isAsked) {
        this.plan = plan;
        this.kept = kept;
        this.isAsked = isAsked;
        this.tiles = new Cells(metrics);
    }

    @Override
    public void begin() {
        tiles.clear();
        nextLook = MANY;
        neededFromMillis = Long.MIN_VALUE;
        neededBelowMillis = Long.MAX_VALUE;
    }

    @Override
    public Cells tiles() {
        return tiles;
    }

    @Override
    public boolean isBounded() {
        return neededFromMillis > Long.MIN_VALUE || neededBelowMillis < Long.MAX_VALUE;
    }

    @Override
    public boolean isWanted(long tileMillis) {
        return tileMillis >= neededFromMillis && tileMillis < neededBelowMillis;
    }

    /** {@inheritDoc} Those that are not needed any more are forgotten now and then. */
    @Override
    public int at(long tileMillis, byte origin) {
        int at = tiles.at(tileMillis, tileMillis);
        if (tiles.size() < nextLook) {
            return at;
        }
        forget();
        nextLook = Math.max(MANY, 2 * tiles.size());
        return tiles.at(tileMillis, tileMillis);
    }

    private void forget() {
        windows.of(tiles, plan);
        int first = firstKept();
        int end = endOfKept();
        boolean isFull = end - first == kept.windows();
        // More tiles make more windows, so that those that are left out stay so.
        if (isFull && kept.order() == Order.EARLIEST_FIRST) {
            neededBelowMillis = windows.end(end - 1);
        } else if (isFull) {
            neededFromMillis = windows.first(first);
        }
        if (first < end) {
            tiles.keep(place(windows.first(first)), place(windows.end(end - 1)));
        } else {
            tiles.clear();
        }
    }

    private int place(long millis) {
        int at = tiles.find(millis);
        return at >= 0 ? at : -at - 1;
    }

    @Override
    public TimeRange needed() {
        return plan.tiles();
    }

    @Override
    public void finish(SlidingMerge.Merging merging, Cells into) {
        windows.of(tiles, plan);
        int end = endOfKept();
        SlidingMerge merge = new SlidingMerge(tiles, merging);
        for (int window = firstKept(); window < end; window++) {
            merge.window(windows.first(window), windows.end(window), into);
        }
    }

    private int firstKept() {
        int first = firstAsked();
        return kept.order() == Order.EARLIEST_FIRST
                ? first
                : (int) Math.max(first, (long) endOfAsked() - kept.windows());
    }

    private int endOfKept() {
        int end = endOfAsked();
        return kept.order() == Order.EARLIEST_FIRST ? (int) Math.min(end, (long) firstAsked() + kept.windows()) : end;
    }

    private int firstAsked() {
        int window = 0;
        while (window < windows.size() && !isAsked.test(windows.first(window))) {
            window++;
        }
        return window;
    }

    private int endOfAsked() {
        int window = windows.size();
        while (window > 0 && !isAsked.test(windows.first(window - 1))) {
            window--;
        }
        return Math.max(window, firstAsked());
    }
}
