package io.tidemark.serving.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.KeptRows;
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
    private final int decoded;
    /** Null where all metrics are decoded. */
    private final KeptRows rows;

    private WindowCells whole;
    private final long expiredBeforeMillis;
    private final Kept kept;
    private final SpanVisitor encodedVisitor = this::addEncodedTo;
    private final SpanVisitor realtimeVisitor = this::addRealtimeTo;
    /** Null while there are none, as nearly always. */
    private TreeMap<Long, LeftOutWindow> leftOut;

    private OptionalLong after = OptionalLong.empty();
    private ByteReader row;
    private int rowStart;
    private byte rowOrigin;
    private TileTable realtimeRows;
    private int realtimeRow;
    private boolean isTaken;
    private final ByteWriter encoded = new ByteWriter();
    private final ByteReader reader = new ByteReader(new byte[0]);
    private long[] firsts = new long[16];
    private long[] ends = new long[16];
    private Object[][] accumulators = new Object[16][];
    private byte[] origins = new byte[16];
    private int size;

    /**
     * How many of a group's windows are held at most, and which: the first ones in an order. Bounds what one group with
     * very many tiles costs.
     *
     * @param metrics how many metrics of each, from the first one on: they are in the rows one after the other
     */
    record Kept(int windows, Order order, int metrics) {
        /** Of each window all metrics. */
        Kept(int windows, Order order) {
            this(windows, order, Integer.MAX_VALUE);
        }

        /** All windows, but only what is needed of them for one metric; {@link #whole} has the others. */
        static Kept rankedBy(int metric) {
            return new Kept(Integer.MAX_VALUE, Order.EARLIEST_FIRST, metric + 1);
        }
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
        this.decoded = Math.min(kept.metrics(), aggregators.length);
        this.rows = decoded < aggregators.length ? new KeptRows() : null;
        this.expiredBeforeMillis = expiredBeforeMillis;
    }

    /** Begins another group; only windows that come after an instant in the order are wanted, if one is given. */
    void begin(OptionalLong afterMillis) {
        Arrays.fill(accumulators, 0, size, null);
        size = 0;
        after = afterMillis;
        if (rows != null) {
            rows.clear();
        }
    }

    /** The same windows with all metrics. Those of most groups are never wanted, and cost more than one alone. */
    WindowCells whole() {
        if (rows == null) {
            return this;
        }
        if (whole == null) {
            whole = new WindowCells(definition, plan, expiredBeforeMillis, new Kept(kept.windows(), kept.order()));
        }
        whole.begin(after);
        rows.forEach(whole::addEncoded);
        return whole;
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
        if (rows != null) {
            rows.add(row.tileMillis(), BATCH, row.accumulators());
        }
        addEncoded(row.tileMillis(), BATCH, row.accumulators());
        return isTaken;
    }

    /** Takes the row that a scan is at into every window that it is part of. */
    void addRealtime(RealtimeScan row) {
        if (rows != null) {
            rows.add(row.tileMillis(), REALTIME, row.accumulators());
        }
        addEncoded(row.tileMillis(), REALTIME, row.accumulators());
    }

    /** Takes a row of the realtime view into every window that it is part of. */
    void addRealtime(TileTable table, int row) {
        if (rows != null) {
            table.write(row, encoded.clear());
            rows.add(table.tile(row), REALTIME, reader.reset(encoded.array(), 0, encoded.size()));
        }
        realtimeRows = table;
        realtimeRow = row;
        visit(table.tile(row), realtimeVisitor);
    }

    private void addEncoded(long tileMillis, byte origin, ByteReader accumulators) {
        isTaken = false;
        row = accumulators;
        rowStart = accumulators.position();
        rowOrigin = origin;
        visit(tileMillis, encodedVisitor);
    }

    private void addEncodedTo(long first, long end) {
        if (wants(first)) {
            isTaken = true;
            row.back(rowStart);
            addEncoded(cell(first, end));
        }
    }

    private void addEncoded(int cell) {
        Object[] into = accumulators[cell];
        boolean isNew = origins[cell] == 0;
        int metric = 0;
        try {
            for (; metric < decoded; metric++) {
                Object tile = aggregators[metric].read(row);
                if (isNew) {
                    into[metric] = tile;
                } else {
                    aggregators[metric].merge(into[metric], tile);
                }
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
        origins[cell] |= rowOrigin;
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
            for (; metric < decoded; metric++) {
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
        accumulators[at] = new Object[decoded];
        origins[at] = 0;
        size++;
        return at;
    }
}
