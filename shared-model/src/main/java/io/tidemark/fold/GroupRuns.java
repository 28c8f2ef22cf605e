package io.tidemark.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The order of a table's groups, for who goes through them from one on: sorted runs of their ids, each run at least twice
 * as long as the one behind it, as a log-structured merge tree keeps them. Groups that came since are sorted when somebody
 * asks, so that who only folds pays nothing, and beside the fold: keys never change, and ids only go with the newest
 * group or with all.
 */
final class GroupRuns {
    private static final int[][] NONE = {};

    private final AtomicReference<Sorted> newest = new AtomicReference<>(new Sorted(NONE, 0));

    /** Runs of the first {@code count} ids. One that is put in place is never equal to another one. */
    private static final class Sorted {
        final int[][] runs;
        final int count;

        Sorted(int[][] runs, int count) {
            this.runs = runs;
            this.count = count;
        }
    }

    /** How many groups are in the runs. */
    int count() {
        return newest.get().count;
    }

    int[][] runs() {
        return newest.get().runs;
    }

    /** Ids from {@code count} on are forgotten, and may be given to others. */
    void forget(int count) {
        Sorted sorted = newest.get();
        // A new one in any case: who is sorting at present may sort what is forgotten, and is not to put it in place.
        newest.set(sorted.count > count ? new Sorted(NONE, 0) : new Sorted(sorted.runs, sorted.count));
    }

    /**
     * Sorts what is not in the runs yet.
     *
     * @param groups as they are now: their keys do not change in this array unless they are forgotten
     * @return to be run by who may take time, while others read or write the table
     */
    Runnable sorting(GroupKey[] groups, int count) {
        Sorted before = newest.get();
        return before.count >= count ? () -> {} : () -> sort(before, groups, count);
    }

    private void sort(Sorted before, GroupKey[] groups, int count) {
        try {
            // If groups were forgotten meanwhile, or somebody else was faster, there is nothing to put in place.
            newest.compareAndSet(before, extended(before, groups, count));
        } catch (RuntimeException disorder) {
            if (newest.get() == before) {
                throw disorder;
            }
        }
    }

    private static Sorted extended(Sorted before, GroupKey[] groups, int count) {
        List<int[]> runs = new ArrayList<>(List.of(before.runs));
        int[] run = GroupOrder.of(groups, before.count, count);
        while (!runs.isEmpty() && runs.get(runs.size() - 1).length < 2 * run.length) {
            run = merged(runs.remove(runs.size() - 1), run, groups);
        }
        runs.add(run);
        return new Sorted(runs.toArray(NONE), count);
    }

    private static int[] merged(int[] one, int[] other, GroupKey[] groups) {
        int[] merged = new int[one.length + other.length];
        int i = 0;
        int j = 0;
        for (int to = 0; to < merged.length; to++) {
            boolean isOfOne = j == other.length || (i < one.length && groups[one[i]].compareTo(groups[other[j]]) < 0);
            merged[to] = isOfOne ? one[i++] : other[j++];
        }
        return merged;
    }

    /** The first place of a run whose group is not before one. */
    static int place(int[] run, GroupKey[] groups, GroupKey from) {
        int low = 0;
        int high = run.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (groups[run[middle]].compareTo(from) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
