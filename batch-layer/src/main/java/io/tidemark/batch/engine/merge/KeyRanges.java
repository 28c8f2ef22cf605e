package io.tidemark.batch.engine.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A slice's rows in several tables, divided into ranges of groups that hold about as many rows each, so that they can be
 * merged side by side and laid one behind the other. Where they are divided depends on the rows alone.
 */
public final class KeyRanges {
    private static final int SAMPLES = 64;

    private final List<TableRun> runs;
    private final long sliceMillis;
    private final int rows;
    /** Where each range but the first begins. */
    private final List<GroupKey> boundaries;
    /** For each range and run the place where it begins; one range more, where all end. */
    private final List<int[]> places = new ArrayList<>();

    /** @param rows about how many a range should hold; with less than twice as many there is one range */
    public KeyRanges(List<TableRun> runs, long sliceMillis, int rows) {
        this.runs = runs;
        this.sliceMillis = sliceMillis;
        this.rows = rows;
        this.boundaries = boundaries();
        places.add(new int[runs.size()]);
        for (GroupKey group : boundaries) {
            places.add(places(group));
        }
        places.add(runs.stream().mapToInt(run -> run.count(sliceMillis)).toArray());
    }

    private List<GroupKey> boundaries() {
        long all = runs.stream().mapToLong(run -> run.count(sliceMillis)).sum();
        int ranges = (int) (all / rows);
        List<GroupKey> samples = new ArrayList<>();
        int step = 1 + rows / Math.max(1, runs.size()) / SAMPLES;
        for (TableRun run : ranges > 1 ? runs : List.<TableRun>of()) {
            for (int place = 0; place < run.count(sliceMillis); place += step) {
                samples.add(run.group(sliceMillis, place));
            }
        }
        samples.sort(null);
        List<GroupKey> chosen = new ArrayList<>();
        for (int range = 1; range < ranges; range++) {
            chosen.add(samples.get((int) ((long) samples.size() * range / ranges)));
        }
        return chosen.stream().distinct().toList();
    }

    private int[] places(GroupKey group) {
        return runs.stream().mapToInt(run -> run.firstFrom(sliceMillis, group)).toArray();
    }

    /** How many ranges there are: one at least. */
    public int count() {
        return places.size() - 1;
    }

    /** The groups of some ranges that lie side by side, as nobody else has them. */
    public KeyRange groups(int from, int end) {
        return new KeyRange(
                from == 0 ? "" : KeyRange.text(boundaries.get(from - 1).bytes()),
                end == count() ? "" : KeyRange.text(boundaries.get(end - 1).bytes()));
    }

    /** The rows of a range, one cursor a run. */
    public List<RowCursor> open(int range) {
        List<RowCursor> cursors = new ArrayList<>();
        for (int run = 0; run < runs.size(); run++) {
            cursors.add(runs.get(run).open(sliceMillis, places.get(range)[run], places.get(range + 1)[run]));
        }
        return cursors;
    }

    /** With how many equal bytes the keys of all rows of a range begin. */
    public int commonBytes(int range) {
        byte[] one = null;
        int common = 0;
        for (int run = 0; run < runs.size(); run++) {
            int first = places.get(range)[run];
            int end = places.get(range + 1)[run];
            if (first < end) {
                // They are sorted: what the first and the last have in common, those between have as well.
                byte[] least = runs.get(run).group(sliceMillis, first).bytes();
                byte[] greatest = runs.get(run).group(sliceMillis, end - 1).bytes();
                common = one == null ? least.length : common(one, least, common);
                one = least;
                common = common(one, greatest, common);
            }
        }
        return common;
    }

    private static int common(byte[] one, byte[] other, int most) {
        int shorter = Math.min(most, Math.min(one.length, other.length));
        int differs = Arrays.mismatch(one, 0, shorter, other, 0, shorter);
        return differs < 0 ? shorter : differs;
    }
}
