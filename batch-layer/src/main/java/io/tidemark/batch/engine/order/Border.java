package io.tidemark.batch.engine.order;

import io.tidemark.manifest.KeyRange;
import java.util.Comparator;

/**
 * A place in the one order of all rows of an order: by part, then slice, then group. What is before it and what is from it
 * on is merged by different tasks.
 *
 * @param part its place in {@link WorkOrder#parts}
 * @param sliceMillis the first instant of a slice
 * @param group the first key from here on, as {@link KeyRange} has it; empty: the slice's first
 */
public record Border(int part, long sliceMillis, String group) implements Comparable<Border> {
    private static final Comparator<Border> ORDER = Comparator.comparingInt(Border::part)
            .thenComparingLong(Border::sliceMillis)
            .thenComparing(Border::group);

    @Override
    public int compareTo(Border other) {
        return ORDER.compare(this, other);
    }

    boolean isIn(int ofPart, long ofSliceMillis) {
        return part == ofPart && sliceMillis == ofSliceMillis;
    }
}
