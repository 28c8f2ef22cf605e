package io.tidemark.batch.engine.merge;

import io.tidemark.batch.view.SliceSize;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.time.TimeRange;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The rows of a table that nobody writes to any more. */
public final class TableRun implements SortedRun {
    private static final int[] NONE = {};

    private final TileTable table;
    private final SortedMap<Long, int[]> rowsOfSlice = new TreeMap<>();

    public TableRun(TileTable table) {
        this.table = table;
        SliceSize sliceSize = SliceSize.of(table.definition().tile());
        int[] rows = table.sortedRows();
        SortedMap<Long, IntStream.Builder> slices = new TreeMap<>();
        TimeRange slice = new TimeRange(0, 0);
        IntStream.Builder ofSlice = null;
        for (int row : rows) {
            // Neighbours are mostly of one slice.
            if (!slice.contains(table.tile(row))) {
                slice = sliceSize.of(table.tile(row));
                ofSlice = slices.computeIfAbsent(slice.firstMillis(), first -> IntStream.builder());
            }
            ofSlice.add(row);
        }
        slices.forEach((first, of) -> rowsOfSlice.put(first, of.build().toArray()));
    }

    @Override
    public SortedSet<Long> slices() {
        return (SortedSet<Long>) rowsOfSlice.keySet();
    }

    @Override
    public RowCursor open(long sliceMillis) {
        int[] rows = rowsOf(sliceMillis);
        return new TableCursor(table, rows, 0, rows.length);
    }

    /** The rows of one slice from one place on and before another, as {@link #firstFrom} gives them. */
    RowCursor open(long sliceMillis, int first, int end) {
        return new TableCursor(table, rowsOf(sliceMillis), first, end);
    }

    int count(long sliceMillis) {
        return rowsOf(sliceMillis).length;
    }

    GroupKey group(long sliceMillis, int place) {
        return table.group(rowsOf(sliceMillis)[place]);
    }

    /** The place of the first row of one slice whose group is not before this one. */
    int firstFrom(long sliceMillis, GroupKey group) {
        int[] rows = rowsOf(sliceMillis);
        int first = 0;
        int end = rows.length;
        while (first < end) {
            int middle = (first + end) >>> 1;
            if (table.group(rows[middle]).compareTo(group) < 0) {
                first = middle + 1;
            } else {
                end = middle;
            }
        }
        return first;
    }

    private int[] rowsOf(long sliceMillis) {
        return rowsOfSlice.getOrDefault(sliceMillis, NONE);
    }
}
