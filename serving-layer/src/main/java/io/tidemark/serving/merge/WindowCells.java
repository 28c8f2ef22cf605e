package io.tidemark.serving.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.UnfitWindowException;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.merge.window.WindowPlan.SpanVisitor;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The windows of one group while they are put together, in order, with what each came from. Reused from group to group.
 * Owned by one thread.
 */
final class WindowCells {
    private static final int LEFT_OUT_KEPT = 20;
    private static final byte BATCH = 1;
    private static final byte REALTIME = 2;

    private final AggregationDefinition<?> definition;
    private final WindowPlan plan;
    private final Aggregator<?, Object, Object>[] aggregators;
    private final long expiredBeforeMillis;
    private final Kept kept;
    private final SpanVisitor batchVisitor = this::addBatchTo;
    private final SpanVisitor realtimeVisitor = this::addRealtimeTo;
    private final SpanVisitor scanVisitor = this::addScannedTo;
    /** Null while there are none, as nearly always. */
    private TreeMap<Long, LeftOutWindow> leftOut;

    private OptionalLong after = OptionalLong.empty();
    private IndexRow batchRow;
    private RealtimeScan scan;
    private TileTable realtimeRows;
    private int realtimeRow;
    private boolean isTaken;
    private long[] firsts = new long[16];
    private long[] ends = new long[16];
    private Object[][] accumulators = new Object[16][];
    private byte[] origins = new byte[16];
    private int size;

    /**
     * How many of a group's windows are held at most, and which: the first ones in an order. Bounds what one group with
     * very many tiles costs.
     */
    record Kept(int windows, Order order) {
        static final Kept ALL = new Kept(Integer.MAX_VALUE, Order.EARLIEST_FIRST);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    WindowCells(AggregationDefinition<?> definition, WindowPlan plan, long expiredBeforeMillis, Kept kept) {
        this.definition = definition;
        this.plan = plan;
        this.kept = kept;
        List<? extends Metric<?>> metrics = definition.metrics();
        this.aggregators = new Aggregator[metrics.size()];
        for (int i = 0; i < aggregators.length; i++) {
            aggregators[i] = (Aggregator) metrics.get(i).aggregator();
        }
        this.expiredBeforeMillis = expiredBeforeMillis;
    }

    /** Begins another group; only windows that come after an instant in the order are wanted, if one is given. */
    void begin(OptionalLong afterMillis) {
        Arrays.fill(accumulators, 0, size, null);
        size = 0;
        after = afterMillis;
    }

    /** Whether as many windows are here as are kept: from then on only those before the last of them are taken in. */
    boolean isFull() {
        return size == kept.windows();
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
        try {
            return aggregators[metric].result(accumulators[cell][metric]);
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
    }

    /** Half of a window may be put together by now: whoever is answered must be given none of it. */
    private UserCodeException failed(int metric, Throwable thrown) {
        return UserCode.cannotAnswer(thrown, definition.place(metric));
    }

    /** Takes a row of the batch view into every window that it is part of. Returns whether one was wanted. */
    boolean addBatch(IndexRow row) {
        batchRow = row;
        isTaken = false;
        visit(row.tileMillis(), batchVisitor);
        return isTaken;
    }

    private void addBatchTo(long first, long end) {
        if (wants(first)) {
            isTaken = true;
            addEncoded(cell(first, end), batchRow.accumulators(), BATCH);
        }
    }

    private void addEncoded(int cell, ByteReader encoded, byte origin) {
        Object[] into = accumulators[cell];
        boolean isNew = origins[cell] == 0;
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                Object tile = aggregators[metric].read(encoded);
                if (isNew) {
                    into[metric] = tile;
                } else {
                    aggregators[metric].merge(into[metric], tile);
                }
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
        origins[cell] |= origin;
    }

    /** Takes a row of the realtime view into every window that it is part of. */
    void addRealtime(TileTable rows, int row) {
        realtimeRows = rows;
        realtimeRow = row;
        visit(rows.tile(row), realtimeVisitor);
    }

    /** Takes the row that a scan is at into every window that it is part of. */
    void addRealtime(RealtimeScan rows) {
        scan = rows;
        visit(rows.tileMillis(), scanVisitor);
    }

    private void addScannedTo(long first, long end) {
        if (wants(first)) {
            addEncoded(cell(first, end), scan.accumulators(), REALTIME);
        }
    }

    private void visit(long tileMillis, SpanVisitor visitor) {
        try {
            plan.windowsOf(tileMillis, visitor);
        } catch (UnfitWindowException unfit) {
            TimeRange span = unfit.span();
            leftOut = leftOut == null ? new TreeMap<>() : leftOut;
            leftOut.putIfAbsent(span.firstMillis(), new LeftOutWindow(span, unfit.getMessage()));
            if (leftOut.size() > LEFT_OUT_KEPT) {
                leftOut.pollLastEntry();
            }
        }
    }

    /** The earliest windows of all groups so far that cannot be put together. */
    List<LeftOutWindow> leftOut() {
        return leftOut == null ? List.of() : List.copyOf(leftOut.values());
    }

    private void addRealtimeTo(long first, long end) {
        if (wants(first)) {
            addMerged(cell(first, end), realtimeRows, realtimeRow);
        }
    }

    /** A window once left out for want of room stays out: what is kept only moves away from it. */
    private boolean wants(long first) {
        // PROTOCOL 9: a window with an expired tile is expired, whatever is left of it.
        if (first < expiredBeforeMillis) {
            return false;
        }
        if (kept.order() == Order.EARLIEST_FIRST) {
            return (after.isEmpty() || first > after.getAsLong()) && (!isFull() || first <= firsts[size - 1]);
        }
        return (after.isEmpty() || first < after.getAsLong()) && (!isFull() || first >= firsts[0]);
    }

    private void addMerged(int cell, TileTable rows, int row) {
        Object[] into = accumulators[cell];
        boolean isNew = origins[cell] == 0;
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                if (isNew) {
                    into[metric] = aggregators[metric].create();
                }
                aggregators[metric].merge(into[metric], rows.accumulator(row, metric));
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
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

    private int makeRoom(int at) {
        if (kept.order() == Order.EARLIEST_FIRST) {
            accumulators[--size] = null;
            return at;
        }
        System.arraycopy(firsts, 1, firsts, 0, size - 1);
        System.arraycopy(ends, 1, ends, 0, size - 1);
        System.arraycopy(accumulators, 1, accumulators, 0, size - 1);
        System.arraycopy(origins, 1, origins, 0, size - 1);
        accumulators[--size] = null;
        return at - 1;
    }

    private int insert(int wanted, long first, long end) {
        int at = isFull() ? makeRoom(wanted) : wanted;
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
