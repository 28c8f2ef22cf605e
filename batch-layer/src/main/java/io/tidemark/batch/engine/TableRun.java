package io.tidemark.batch.engine;

import io.tidemark.batch.view.SliceSize;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The rows of a table that nobody writes to any more. */
final class TableRun implements SortedRun {
    private static final int[] NONE = {};

    private final TileTable table;
    private final SortedMap<Long, int[]> rowsOfSlice = new TreeMap<>();

    TableRun(TileTable table) {
        this.table = table;
        SliceSize sliceSize = SliceSize.of(table.definition().tile());
        int[] rows = table.sortedRows();
        SortedMap<Long, Integer> sizes = new TreeMap<>();
        for (int row : rows) {
            sizes.merge(sliceSize.of(table.tile(row)).firstMillis(), 1, Integer::sum);
        }
        sizes.forEach((slice, size) -> rowsOfSlice.put(slice, new int[size]));
        for (int row : rows) {
            long slice = sliceSize.of(table.tile(row)).firstMillis();
            int[] ofSlice = rowsOfSlice.get(slice);
            int left = sizes.merge(slice, -1, Integer::sum);
            ofSlice[ofSlice.length - 1 - left] = row;
        }
    }

    @Override
    public SortedSet<Long> slices() {
        return (SortedSet<Long>) rowsOfSlice.keySet();
    }

    @Override
    public RowCursor open(long sliceMillis) {
        int[] rows = rowsOfSlice.getOrDefault(sliceMillis, NONE);
        return new RowCursor() {
            private int at = -1;

            @Override
            public boolean next() {
                return ++at < rows.length;
            }

            @Override
            public GroupKey group() {
                return table.group(rows[at]);
            }

            @Override
            public long tileMillis() {
                return table.tile(rows[at]);
            }

            @Override
            public void accumulators(Object[] into) {
                for (int metric = 0; metric < into.length; metric++) {
                    into[metric] = table.accumulator(rows[at], metric);
                }
            }

            @Override
            public void close() {
                // Holds nothing but memory.
            }
        };
    }
}
