package io.tidemark.batch.engine;

import io.tidemark.batch.view.SliceSize;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.time.TimeRange;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The rows of a table that nobody writes to any more. */
final class TableRun implements SortedRun {
    private static final int[] NONE = {};

    private final TileTable table;
    private final SortedMap<Long, int[]> rowsOfSlice = new TreeMap<>();

    TableRun(TileTable table) {
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
