package io.tidemark.batch.engine.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;

/**
 * Goes through rows of a table in an order that jumps about in memory. It takes them up some at a time, field by field, so
 * that the processor fetches what misses its caches many at once. Owned by one thread.
 */
final class TableCursor implements RowCursor {
    private static final int BLOCK = 32;

    private final TileTable table;
    private final int[] rows;
    private final int end;
    private final int metrics;
    private final GroupKey[] groups = new GroupKey[BLOCK];
    private final long[] tiles = new long[BLOCK];
    private final Object[] accumulators;
    private int next;
    private int at = -1;
    private int taken;
    /** What the first bytes of the keys were, for nobody: the processor is to fetch them. */
    private int fetched;

    TableCursor(TileTable table, int[] rows, int first, int end) {
        this.table = table;
        this.rows = rows;
        this.next = first;
        this.end = end;
        this.metrics = table.definition().metrics().size();
        this.accumulators = new Object[BLOCK * metrics];
    }

    @Override
    public boolean next() {
        if (++at >= taken) {
            takeUp();
        }
        return at < taken;
    }

    private void takeUp() {
        taken = Math.min(BLOCK, end - next);
        at = 0;
        for (int i = 0; i < taken; i++) {
            groups[i] = table.group(rows[next + i]);
        }
        for (int i = 0; i < taken; i++) {
            tiles[i] = table.tile(rows[next + i]);
        }
        for (int i = 0; i < taken; i++) {
            fetched += groups[i].bytes().length;
        }
        for (int i = 0; i < taken; i++) {
            for (int metric = 0; metric < metrics; metric++) {
                accumulators[i * metrics + metric] = table.accumulator(rows[next + i], metric);
            }
        }
        next += taken;
    }

    @Override
    public GroupKey group() {
        return groups[at];
    }

    @Override
    public long tileMillis() {
        return tiles[at];
    }

    @Override
    public int accumulators(Object[] into) {
        System.arraycopy(accumulators, at * metrics, into, 0, metrics);
        return 0;
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
