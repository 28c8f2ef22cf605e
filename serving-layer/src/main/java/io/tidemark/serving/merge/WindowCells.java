package io.tidemark.serving.merge;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.correction.Corrections;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Origin;
import io.tidemark.serving.merge.cells.Cells;
import io.tidemark.serving.merge.cells.Kept;
import io.tidemark.serving.merge.cells.KeptRows;
import io.tidemark.serving.merge.cells.RunningTotal;
import io.tidemark.serving.merge.cells.SessionWindows;
import io.tidemark.serving.merge.cells.SlidingWindows;
import io.tidemark.serving.merge.cells.WindowAssembler;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.SessionReach;
import io.tidemark.serving.merge.window.UnfitWindowException;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.serving.merge.window.WindowPlan.SpanVisitor;
import io.tidemark.time.TimeRange;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The windows of one group while they are put together, in order, with what each came from. Reused from group to group.
 * Owned by one thread.
 */
final class WindowCells {
    private static final int LEFT_OUT_KEPT = 20;
    /** So many windows of a group are never too much. */
    private static final int UNCOUNTED = 8;

    /** So many windows of a group are let go of when no more comes to them. */
    private static final int MANY = 1_024;

    private static final byte BATCH = 1;
    private static final byte REALTIME = 2;

    private final AggregationDefinition<?> definition;
    private final WindowPlan plan;
    /** As {@link WindowPlan#only}: of millions of groups each row is of the one. */
    private final TimeRange only;

    private final RowMetrics metrics;
    /** Null where all metrics are decoded. */
    private final KeptRows rows;

    private WindowCells whole;
    private final long expiredBeforeMillis;
    private final Kept kept;
    /** The metric by which a window is known of which all was taken back; -1 if nothing can be. */
    private final int countMetric;

    private final Holding holding;
    /** As many windows as this group had at once, or few, and what those beyond few take. */
    private int most = UNCOUNTED;

    private long held;
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
    private final Cells windows;
    /** Of windows that need all tiles at once; else null. */
    private final WindowAssembler assembler;

    /** Whether windows may be let go of before all are here: they do not overlap, and are wanted in the order of their tiles. */
    private final boolean mayFlow;
    /** What rows are added to: the tiles, or the windows at once. */
    private final Cells filled;

    WindowCells(
            AggregationDefinition<?> definition,
            WindowPlan plan,
            long expiredBeforeMillis,
            Kept kept,
            Holding holding) {
        this.definition = definition;
        this.plan = plan;
        this.only = plan.only();
        // Nobody knows beforehand which windows will be there.
        this.kept = definition.corrections().isPresent() ? Kept.all(kept.order()) : kept;
        this.countMetric =
                definition.corrections().map(Corrections::countMetric).orElse(-1);
        this.holding = holding;
        int all = definition.metrics().size();
        int decoded = Math.min(Math.max(kept.metrics(), countMetric + 1), all);
        this.metrics = new RowMetrics(definition, decoded, plan instanceof SessionReach);
        this.rows = decoded < all ? new KeptRows() : null;
        this.expiredBeforeMillis = expiredBeforeMillis;
        this.windows = new Cells(decoded);
        this.assembler = assembler(decoded);
        this.mayFlow = assembler == null && this.kept.isUnbounded() && kept.order() == Order.EARLIEST_FIRST;
        this.filled = assembler == null ? windows : assembler.tiles();
    }

    private WindowAssembler assembler(int metrics) {
        if (plan instanceof SessionReach reach) {
            return new SessionWindows(reach, kept, metrics, this::isAsked, expiredBeforeMillis, this::leaveOut);
        }
        return plan.overlaps() ? new SlidingWindows(plan, kept, metrics, this::isAsked) : null;
    }

    /** Begins another group; only windows that come after an instant in the order are wanted, if one is given. */
    void begin(OptionalLong afterMillis) {
        windows.clear();
        if (held > 0) {
            holding.giveBack(held);
            held = 0;
            most = UNCOUNTED;
        }
        after = afterMillis;
        if (assembler != null) {
            assembler.begin();
        }
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
            whole = new WindowCells(
                    definition, plan, expiredBeforeMillis, new Kept(kept.windows(), kept.order()), holding);
        }
        whole.begin(after);
        rows.forEach(whole::addEncoded);
        whole.finish();
        return whole;
    }

    /** Whether as many windows are here as are kept: from then on only those before the last of them are taken in. */
    boolean isFull() {
        return assembler != null ? assembler.isBounded() : windows.size() == kept.windows();
    }

    /**
     * Whether there are many windows, and all of them end by a tile: then rows of it and of later ones are no part of them.
     */
    boolean areManyBefore(long tileMillis) {
        return mayFlow && windows.size() >= MANY && endMillis() <= tileMillis;
    }

    /** Where the last window ends. */
    long endMillis() {
        return windows.end(windows.size() - 1);
    }

    /** Which tiles of the group are needed, as far as those that are here tell. */
    TimeRange needed() {
        return assembler == null ? plan.tiles() : assembler.needed();
    }

    /** All rows of the group are here. */
    void finish() {
        if (assembler != null) {
            assembler.finish(metrics, windows);
        }
    }

    /** Leaves those out of which all was taken back, once it is finished and of both views. */
    void leaveOutTakenBack() {
        if (countMetric >= 0) {
            windows.retain(cell -> !isTakenBack(cell));
        }
    }

    /** Whether a window is as if it had never been. */
    boolean isTakenBack(int cell) {
        return countMetric >= 0 && result(cell, countMetric).equals(0L);
    }

    /** Whether what the group's windows come to is. */
    boolean isTakenBack(RunningTotal total) {
        return countMetric >= 0 && result(total, countMetric).equals(0L);
    }

    /** Takes a window into what the group's windows come to. */
    void addTo(RunningTotal total, GroupKey group, int cell) {
        total.add(group, windows, cell, metrics);
    }

    Object result(RunningTotal total, int metric) {
        return metrics.result(total.accumulators(), metric);
    }

    /** How many there are, once it is finished. */
    int size() {
        return windows.size();
    }

    long first(int cell) {
        return windows.first(cell);
    }

    long end(int cell) {
        return windows.end(cell);
    }

    /** By when it is over. */
    long overMillis(int cell) {
        return plan.overAfter(end(cell));
    }

    Origin origin(int cell) {
        return origin(windows.origins(cell));
    }

    static Origin origin(byte origins) {
        return switch (origins) {
            case BATCH -> Origin.BATCH;
            case REALTIME -> Origin.REALTIME;
            default -> Origin.BOTH;
        };
    }

    /** Writes the accumulators of all metrics that are decoded. */
    void write(int cell, ByteWriter out) {
        metrics.write(windows.accumulators(cell), out);
    }

    Object result(int cell, int metric) {
        return metrics.result(windows.accumulators(cell), metric);
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
        if (only == null) {
            visit(tileMillis, encodedVisitor);
        } else if (only.contains(tileMillis)) {
            addEncodedTo(only.firstMillis(), only.endMillis());
        }
    }

    private void addEncodedTo(long first, long end) {
        if (wants(first)) {
            isTaken = true;
            row.back(rowStart);
            addEncoded(cell(first, end, rowOrigin));
        }
    }

    private void addEncoded(int cell) {
        boolean isCounted = filled.size() > most;
        long bytes = metrics.take(row, filled.accumulators(cell), filled.origins(cell) == 0, isCounted);
        filled.cameFrom(cell, rowOrigin);
        if (isCounted) {
            most = filled.size();
            held += bytes;
            holding.take(bytes);
        }
    }

    private void visit(long tileMillis, SpanVisitor visitor) {
        try {
            if (assembler == null) {
                plan.windowsOf(tileMillis, visitor);
            } else if (assembler.isWanted(tileMillis)) {
                visitor.window(tileMillis, tileMillis);
            }
        } catch (UnfitWindowException unfit) {
            leaveOut(new LeftOutWindow(unfit.span(), unfit.getMessage()));
        }
    }

    private void leaveOut(LeftOutWindow window) {
        leftOut = leftOut == null ? new TreeMap<>() : leftOut;
        leftOut.putIfAbsent(window.span().firstMillis(), window);
        if (leftOut.size() > LEFT_OUT_KEPT) {
            leftOut.pollLastEntry();
        }
    }

    /** The earliest windows of all groups so far that cannot be put together. */
    List<LeftOutWindow> leftOut() {
        return leftOut == null ? List.of() : List.copyOf(leftOut.values());
    }

    private void addRealtimeTo(long first, long end) {
        if (wants(first)) {
            addMerged(cell(first, end, REALTIME), realtimeRows, realtimeRow);
        }
    }

    /** A window once left out for want of room stays out: what is kept only moves away from it. */
    private boolean wants(long first) {
        if (assembler != null) {
            return true; // It is a tile of a window that is.
        }
        return isAsked(first) && (!isFull() || kept.isBefore(first, windows));
    }

    private boolean isAsked(long first) {
        // PROTOCOL 9: a window with an expired tile is expired, whatever is left of it.
        if (first < expiredBeforeMillis) {
            return false;
        }
        return after.isEmpty()
                || (kept.order() == Order.EARLIEST_FIRST ? first > after.getAsLong() : first < after.getAsLong());
    }

    private void addMerged(int cell, TileTable rows, int row) {
        metrics.take(rows, row, filled.accumulators(cell), filled.origins(cell) == 0);
        filled.cameFrom(cell, REALTIME);
    }

    private int cell(long first, long end, byte origin) {
        if (assembler != null) {
            return assembler.at(first, origin);
        }
        if (isFull() && windows.find(first) < 0) {
            kept.makeRoom(windows);
        }
        return windows.at(first, end);
    }
}
