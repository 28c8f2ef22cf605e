package io.tidemark.fold;

import java.util.Arrays;

/**
 * Sorts group keys, most of them without a box and without comparing keys: what all begin with is left out, and of what
 * follows the first bytes are sorted as numbers that carry the group's id along; keys that are still equal are sorted
 * among themselves in the same way. Guarded by the benchmark {@code recompute} over {@code hot}.
 */
final class GroupOrder {
    private static final int FEW = 16;

    private final GroupKey[] groups;
    private final int[] ids;

    private GroupOrder(GroupKey[] groups, int[] ids) {
        this.groups = groups;
        this.ids = ids;
    }

    /** The ids of the first {@code count} groups, in the order of their keys; no two keys are equal. */
    static int[] of(GroupKey[] groups, int count) {
        return of(groups, 0, count);
    }

    /** The ids of groups from one on, below another, in the order of their keys. */
    static int[] of(GroupKey[] groups, int first, int end) {
        int[] ids = new int[end - first];
        Arrays.setAll(ids, place -> first + place);
        new GroupOrder(groups, ids).sort(0, ids.length);
        return ids;
    }

    private void sort(int first, int end) {
        if (end - first <= FEW) {
            sortFew(first, end);
            return;
        }
        int common = commonPrefix(first, end);
        int placeBits = Integer.SIZE - Integer.numberOfLeadingZeros(end - first);
        long[] sorted = new long[end - first];
        for (int i = 0; i < sorted.length; i++) {
            // The sign bit stays free, so that the order is the unsigned one.
            long start = groups[ids[first + i]].start(common);
            sorted[i] = (start >>> (placeBits + 1) << placeBits) | i;
        }
        Arrays.sort(sorted);
        int[] before = Arrays.copyOfRange(ids, first, end);
        for (int i = 0; i < sorted.length; i++) {
            ids[first + i] = before[(int) (sorted[i] & ((1L << placeBits) - 1))];
        }
        sortEqual(sorted, placeBits, first);
    }

    private void sortEqual(long[] sorted, int placeBits, int first) {
        for (int from = 0; from < sorted.length; ) {
            int to = from + 1;
            while (to < sorted.length && sorted[to] >>> placeBits == sorted[from] >>> placeBits) {
                to++;
            }
            if (to - from == sorted.length) {
                sortByComparing(first, first + to);
            } else if (to - from > 1) {
                sort(first + from, first + to);
            }
            from = to;
        }
    }

    private void sortFew(int first, int end) {
        for (int i = first + 1; i < end; i++) {
            int id = ids[i];
            int to = i;
            for (; to > first && groups[ids[to - 1]].compareTo(groups[id]) > 0; to--) {
                ids[to] = ids[to - 1];
            }
            ids[to] = id;
        }
    }

    /** For keys that zeros at the end tell apart, and nothing else. */
    private void sortByComparing(int first, int end) {
        int[] sorted = Arrays.stream(ids, first, end)
                .boxed()
                .sorted((a, b) -> groups[a].compareTo(groups[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(sorted, 0, ids, first, sorted.length);
    }

    private int commonPrefix(int first, int end) {
        byte[] one = groups[ids[first]].bytes();
        int common = one.length;
        for (int i = first + 1; i < end; i++) {
            byte[] other = groups[ids[i]].bytes();
            int shorter = Math.min(common, other.length);
            int differs = Arrays.mismatch(one, 0, shorter, other, 0, shorter);
            common = differs < 0 ? shorter : differs;
        }
        return common;
    }
}
