package io.tidemark.serving.merge.cells;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Spans of event time in order, each with its accumulators and what they came from. Reused from group to group. Owned by one
 * thread.
 */
public final class Cells {
    private final int metrics;
    private long[] firsts = new long[16];
    private long[] ends = new long[16];
    private Object[][] accumulators = new Object[16][];
    private byte[] origins = new byte[16];
    private int size;

    /** @param metrics how many accumulators each has */
    public Cells(int metrics) {
        this.metrics = metrics;
    }

    public void clear() {
        if (size > 0) {
            // Most groups have one, and there may be millions of them.
            Arrays.fill(accumulators[0], null);
            Arrays.fill(accumulators, 1, size, null);
            size = 0;
        }
    }

    public int size() {
        return size;
    }

    public long first(int cell) {
        return firsts[cell];
    }

    public long end(int cell) {
        return ends[cell];
    }

    /** Null each, as long as nothing was added: {@link #origins} are 0 then. */
    public Object[] accumulators(int cell) {
        return accumulators[cell];
    }

    /** A bit for each view that something came from. */
    public byte origins(int cell) {
        return origins[cell];
    }

    public void cameFrom(int cell, byte origin) {
        origins[cell] |= origin;
    }

    /** The span's place, made if absent. Tiles come mostly in order, so that it is mostly the last. */
    public int at(long first, long end) {
        int at = size - 1;
        if (at < 0 || firsts[at] < first) {
            return insert(size, first, end);
        }
        if (firsts[at] != first) {
            at = find(first);
        }
        return at >= 0 ? at : insert(-at - 1, first, end);
    }

    /** The place of the span that starts at an instant, or as {@link Arrays#binarySearch} has it. */
    public int find(long first) {
        return Arrays.binarySearch(firsts, 0, size, first);
    }

    /** Forgets those below a place and those from another on. */
    public void keep(int from, int end) {
        System.arraycopy(firsts, from, firsts, 0, end - from);
        System.arraycopy(ends, from, ends, 0, end - from);
        System.arraycopy(accumulators, from, accumulators, 0, end - from);
        System.arraycopy(origins, from, origins, 0, end - from);
        Arrays.fill(accumulators, end - from, size, null);
        size = end - from;
    }

    /** Forgets those that are not so. */
    public void retain(IntPredicate isSo) {
        int kept = 0;
        for (int cell = 0; cell < size; cell++) {
            if (isSo.test(cell)) {
                firsts[kept] = firsts[cell];
                ends[kept] = ends[cell];
                accumulators[kept] = accumulators[cell];
                origins[kept++] = origins[cell];
            }
        }
        Arrays.fill(accumulators, kept, size, null);
        size = kept;
    }

    private int insert(int at, long first, long end) {
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
            accumulators = Arrays.copyOf(accumulators, size * 2);
            origins = Arrays.copyOf(origins, size * 2);
        }
        if (at < size) {
            System.arraycopy(firsts, at, firsts, at + 1, size - at);
            System.arraycopy(ends, at, ends, at + 1, size - at);
            System.arraycopy(accumulators, at, accumulators, at + 1, size - at);
            System.arraycopy(origins, at, origins, at + 1, size - at);
            accumulators[at] = null;
        }
        firsts[at] = first;
        ends[at] = end;
        if (accumulators[at] == null) {
            accumulators[at] = new Object[metrics];
        }
        origins[at] = 0;
        size++;
        return at;
    }
}
