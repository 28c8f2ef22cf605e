package io.tidemark.serving.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import java.util.Arrays;

/**
 * The windows of one group while they are put together, in order, with what each came from. Reused from group to group.
 * Owned by one thread.
 */
final class WindowCells {
    private static final byte BATCH = 1;
    private static final byte REALTIME = 2;

    private final WindowPlan plan;
    private final Aggregator<?, Object, Object>[] aggregators;
    private final ByteReader encoded = new ByteReader(new byte[0]);
    private final long expiredBeforeMillis;
    private long[] firsts = new long[16];
    private long[] ends = new long[16];
    private Object[][] accumulators = new Object[16][];
    private byte[] origins = new byte[16];
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    WindowCells(AggregationDefinition<?> definition, WindowPlan plan, long expiredBeforeMillis) {
        this.plan = plan;
        this.aggregators = definition.metrics().stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        this.expiredBeforeMillis = expiredBeforeMillis;
    }

    void clear() {
        Arrays.fill(accumulators, 0, size, null);
        size = 0;
    }

    int size() {
        return size;
    }

    long first(int cell) {
        return firsts[cell];
    }

    long end(int cell) {
        return ends[cell];
    }

    Origin origin(int cell) {
        return switch (origins[cell]) {
            case BATCH -> Origin.BATCH;
            case REALTIME -> Origin.REALTIME;
            default -> Origin.BOTH;
        };
    }

    Object result(int cell, int metric) {
        return aggregators[metric].result(accumulators[cell][metric]);
    }

    /** Takes a row of the batch view into every window that it is part of. */
    void addBatch(long tileMillis, byte[] row) {
        plan.windowsOf(tileMillis, (first, end) -> {
            // PROTOCOL 9: a window with an expired tile is expired, whatever is left of it.
            if (first >= expiredBeforeMillis) {
                addEncoded(cell(first, end), row);
            }
        });
    }

    private void addEncoded(int cell, byte[] row) {
        encoded.reset(row, 0, row.length);
        Object[] into = accumulators[cell];
        boolean isNew = origins[cell] == 0;
        for (int metric = 0; metric < aggregators.length; metric++) {
            Object tile = aggregators[metric].read(encoded);
            if (isNew) {
                into[metric] = tile;
            } else {
                aggregators[metric].merge(into[metric], tile);
            }
        }
        origins[cell] |= BATCH;
    }

    /** Takes a row of the realtime view into every window that it is part of. */
    void addRealtime(TileTable rows, int row) {
        plan.windowsOf(rows.tile(row), (first, end) -> {
            if (first >= expiredBeforeMillis) {
                addMerged(cell(first, end), rows, row);
            }
        });
    }

    private void addMerged(int cell, TileTable rows, int row) {
        Object[] into = accumulators[cell];
        boolean isNew = origins[cell] == 0;
        for (int metric = 0; metric < aggregators.length; metric++) {
            if (isNew) {
                into[metric] = aggregators[metric].create();
            }
            aggregators[metric].merge(into[metric], rows.accumulator(row, metric));
        }
        origins[cell] |= REALTIME;
    }

    /** The window's place, made if absent. Tiles come mostly in order, so that it is mostly the last. */
    private int cell(long first, long end) {
        int at = size - 1;
        if (at < 0 || firsts[at] < first) {
            return insert(size, first, end);
        }
        if (firsts[at] != first) {
            at = Arrays.binarySearch(firsts, 0, size, first);
        }
        return at >= 0 ? at : insert(-at - 1, first, end);
    }

    private int insert(int at, long first, long end) {
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
            accumulators = Arrays.copyOf(accumulators, size * 2);
            origins = Arrays.copyOf(origins, size * 2);
        }
        System.arraycopy(firsts, at, firsts, at + 1, size - at);
        System.arraycopy(ends, at, ends, at + 1, size - at);
        System.arraycopy(accumulators, at, accumulators, at + 1, size - at);
        System.arraycopy(origins, at, origins, at + 1, size - at);
        firsts[at] = first;
        ends[at] = end;
        accumulators[at] = new Object[aggregators.length];
        origins[at] = 0;
        size++;
        return at;
    }
}
