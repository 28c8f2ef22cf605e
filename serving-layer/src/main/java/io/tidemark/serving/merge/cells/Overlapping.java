package io.tidemark.serving.merge.cells;

import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.merge.window.WindowPlan.SpanVisitor;
import java.util.Arrays;

/** The windows that some tiles are part of, in order. Owned by one thread. */
public final class Overlapping {
    private final SpanVisitor visitor = this::add;
    private long[] firsts = new long[64];
    private long[] ends = new long[64];
    private int size;
    /** Where those begin that are of the tile at hand. */
    private int before;

    /** Those of all tiles. */
    public void of(Cells tiles, WindowPlan plan) {
        size = 0;
        for (int tile = 0; tile < tiles.size(); tile++) {
            before = size;
            // A tile's windows that earlier tiles are part of are here already.
            plan.windowsOf(tiles.first(tile), size > 0 ? firsts[size - 1] : Long.MIN_VALUE, visitor);
            if (size - before > 1 && firsts[before] > firsts[size - 1]) {
                reverse(firsts, before, size);
                reverse(ends, before, size);
            }
        }
    }

    private void add(long first, long end) {
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        firsts[size] = first;
        ends[size++] = end;
    }

    private static void reverse(long[] values, int from, int end) {
        for (int i = from, j = end - 1; i < j; i++, j--) {
            long value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    public int size() {
        return size;
    }

    public long first(int window) {
        return firsts[window];
    }

    public long end(int window) {
        return ends[window];
    }
}
