package io.tidemark.fold;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.session.SessionMetric;
import io.tidemark.usercode.UserCode;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The accumulators of one aggregation in memory: a row for each (group, tile), an accumulator for each metric. Open
 * addressing over flat arrays; rows are numbered in the order in which they came and never move or go, until
 * {@link #clear}. Remembers which rows were touched since the last {@link #clearDirty}.
 *
 * <p>One thread writes. Others may read while it does not write; the owner provides the lock.
 */
public final class TileTable {
    /** Few: one is made for every question, and most find few rows. */
    private static final int INITIAL = 4;

    private static final int FEW_ROWS = 16;
    private static final int EMPTY = -1;
    /** Smaller tables are in the processor's caches anyway. */
    private static final int FETCHED_ROWS = 1 << 14;

    private final AggregationDefinition<?> definition;
    private final Aggregator<?, Object, Object>[] aggregators;
    private final int metrics;
    private final RowSource source;

    private GroupKey[] groups;
    private int[] firstRowOfGroup;
    private int groupCount;
    private int[] groupSlots;

    private int[] groupOfRow;
    private long[] tileOfRow;
    private int[] nextRowOfGroup;
    private Object[] accumulators;
    private int rowCount;
    private int[] rowSlots;

    private boolean[] dirty;
    private int[] dirtyRows;
    private int dirtyCount;
    private int[] fetching = {};
    private HeldBytes held;
    private final GroupRuns order = new GroupRuns();

    /** Where a row may be that is not in the table yet. */
    @FunctionalInterface
    public interface RowSource {
        /** The row's stored accumulators as {@link TileTable#write} wrote them, or null if there are none. */
        byte[] find(GroupKey group, long tileMillis);
    }

    /** What is called for each group. */
    @FunctionalInterface
    public interface GroupVisitor {
        /** Returns whether to go on. */
        boolean visit(GroupKey group);
    }

    /** What is called for each row. */
    @FunctionalInterface
    public interface RowVisitor {
        void visit(int row);
    }

    public TileTable(AggregationDefinition<?> definition) {
        this(definition, (group, tile) -> null);
    }

    /** A table in front of a store: a row that is new here begins with what the store has. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public TileTable(AggregationDefinition<?> definition, RowSource source) {
        this.definition = definition;
        this.source = source;
        // One is made for every question: no stream.
        List<? extends Metric<?>> of = definition.metrics();
        this.metrics = of.size();
        this.aggregators = new Aggregator[metrics];
        for (int i = 0; i < metrics; i++) {
            aggregators[i] = (Aggregator) of.get(i).aggregator();
        }
        allocate(INITIAL);
    }

    public AggregationDefinition<?> definition() {
        return definition;
    }

    public int rows() {
        return rowCount;
    }

    public int groups() {
        return groupCount;
    }

    public GroupKey group(int row) {
        return groups[groupOfRow[row]];
    }

    /** The start of the row's tile. */
    public long tile(int row) {
        return tileOfRow[row];
    }

    public Object accumulator(int row, int metric) {
        return accumulators[row * metrics + metric];
    }

    /** The finished value of a metric. */
    public Object result(int row, int metric) {
        return aggregators[metric].result(accumulator(row, metric));
    }

    /** Whether a row is there: of an aggregation with corrections one is not if all that came to it was taken back. */
    public boolean isThere(int row) {
        return definition.corrections().isEmpty()
                || !result(row, definition.corrections().get().countMetric()).equals(0L);
    }

    /** The rows that are, in the order in which they came. */
    public int[] rowsThatAreThere() {
        return IntStream.range(0, rowCount).filter(this::isThere).toArray();
    }

    /** The row of a group and tile, or -1. Does not ask the source. */
    public int find(GroupKey group, long tileMillis) {
        int groupId = findGroup(group.bytes(), group.bytes().length, group.hashCode());
        return groupId < 0 ? -1 : rowSlots[rowSlot(groupId, tileMillis)];
    }

    /** Visits the rows of a group, latest first. */
    public void forEachRowOf(GroupKey group, RowVisitor visitor) {
        int groupId = findGroup(group.bytes(), group.bytes().length, group.hashCode());
        if (groupId >= 0) {
            for (int row = firstRowOfGroup[groupId]; row >= 0; row = nextRowOfGroup[row]) {
                visitor.visit(row);
            }
        }
    }

    /** Whether a group has a row that is so. */
    public boolean anyRowOf(GroupKey group, IntPredicate isSo) {
        int groupId = findGroup(group.bytes(), group.bytes().length, group.hashCode());
        int row = groupId < 0 ? -1 : firstRowOfGroup[groupId];
        while (row >= 0 && !isSo.test(row)) {
            row = nextRowOfGroup[row];
        }
        return row >= 0;
    }

    /**
     * What is to be done before {@link #forEachGroupFrom} is asked, so that it is fast: to be fetched while nobody writes,
     * and then run, which may take long and needs no lock.
     */
    public Runnable sortingGroups() {
        return order.sorting(groups, groupCount);
    }

    /**
     * Visits the groups from one on, in several passes, each in ascending order: a visitor that has enough ends the pass,
     * and not the others.
     */
    public void forEachGroupFrom(GroupKey from, GroupVisitor visitor) {
        for (int[] run : order.runs()) {
            int at = GroupRuns.place(run, groups, from);
            while (at < run.length && visitor.visit(groups[run[at]])) {
                at++;
            }
        }
        // Those that came since the runs were made, each a pass.
        for (int id = order.count(); id < groupCount; id++) {
            if (groups[id].compareTo(from) >= 0) {
                visitor.visit(groups[id]);
            }
        }
    }

    /** The row of a group and tile, made if absent, marked dirty. */
    public int touch(GroupKey group, long tileMillis) {
        return touch(group.bytes(), group.bytes().length, group.hashCode(), group, tileMillis);
    }

    /** As {@link #touch(GroupKey, long)}, for a group's key in the first {@code length} bytes of a scratch array. */
    int touch(byte[] groupBytes, int length, long tileMillis) {
        return touch(groupBytes, length, GroupKey.hash(groupBytes, length), null, tileMillis);
    }

    /**
     * Has the processor fetch what {@link #touch(GroupKey, long)} will look at for some groups and tiles: the loops wait
     * for many misses of its caches at once, and touching one row after the other for each of them. Guarded by the
     * benchmark {@code recompute} over {@code hot}.
     *
     * @return of no meaning; to be kept, or else the compiler sees that nothing needs to be done
     */
    public int fetch(GroupKey[] keys, long[] tileMillis, int count) {
        if (rowCount < FETCHED_ROWS) {
            return 0;
        }
        if (fetching.length < count) {
            fetching = new int[count];
        }
        int seen = 0;
        int groupMask = groupSlots.length - 1;
        for (int i = 0; i < count; i++) {
            fetching[i] = groupSlots[spread(keys[i].hashCode()) & groupMask];
        }
        for (int i = 0; i < count; i++) {
            seen += fetching[i] < 0 ? 0 : groups[fetching[i]].bytes().length;
        }
        int rowMask = rowSlots.length - 1;
        int added = groupCount; // What a group that is new will be called, if they are not equal.
        for (int i = 0; i < count; i++) {
            fetching[i] = rowSlots[mixed(fetching[i] < 0 ? added++ : fetching[i], tileMillis[i]) & rowMask];
        }
        for (int i = 0; i < count; i++) {
            int row = fetching[i];
            seen += row < 0 || accumulators[row * metrics] == null ? 0 : groupOfRow[row] + (int) tileOfRow[row];
        }
        return seen;
    }

    /** Merges all metrics of another table's row, of the same definition, into this table. */
    public void mergeRow(TileTable from, int fromRow) {
        int row = touch(from.group(fromRow), from.tile(fromRow));
        for (int metric = 0; metric < metrics; metric++) {
            aggregators[metric].merge(accumulator(row, metric), from.accumulator(fromRow, metric));
        }
    }

    /** Merges encoded accumulators of all metrics into the row of a group and tile. */
    public void mergeEncoded(GroupKey group, long tileMillis, ByteReader encoded) {
        int row = touch(group, tileMillis);
        for (int metric = 0; metric < metrics; metric++) {
            aggregators[metric].merge(accumulator(row, metric), aggregators[metric].read(encoded));
        }
    }

    /** Writes the accumulators of all metrics, one after the other. */
    public void write(int row, ByteWriter out) {
        for (int metric = 0; metric < metrics; metric++) {
            aggregators[metric].write(accumulator(row, metric), out);
        }
    }

    /**
     * The same by the thread that writes the table, which notes what the row takes in memory by now.
     *
     * @return that, in bytes
     */
    public long writeMeasuring(int row, ByteWriter out) {
        long bytes = 0;
        for (int metric = 0; metric < metrics; metric++) {
            int before = out.size();
            aggregators[metric].write(accumulator(row, metric), out);
            bytes += aggregators[metric].heapBytes(accumulator(row, metric), out.size() - before);
        }
        held.note(row, bytes);
        return bytes;
    }

    /**
     * About what the table takes on the heap. What a row has grown by since it was made, or last written by
     * {@link #writeMeasuring}, is not in it. For the thread that writes.
     */
    public long heldBytes() {
        long perRow = 3L * Integer.BYTES + Long.BYTES + 1 + (long) metrics * HeapSize.REFERENCE;
        return held.all()
                + tileOfRow.length * perRow
                + (rowSlots.length + groupSlots.length + firstRowOfGroup.length) * (long) Integer.BYTES
                + (long) groups.length * HeapSize.REFERENCE;
    }

    public int dirtyRows() {
        return dirtyCount;
    }

    public int dirtyRow(int index) {
        return dirtyRows[index];
    }

    public void clearDirty() {
        for (int i = 0; i < dirtyCount; i++) {
            dirty[dirtyRows[i]] = false;
        }
        dirtyCount = 0;
    }

    /** All rows by group, then tile, as views are sorted. */
    public int[] sortedRows() {
        int[] sorted = new int[rowCount];
        int end = 0;
        for (int group : GroupOrder.of(groups, groupCount)) {
            int first = end;
            for (int row = firstRowOfGroup[group]; row >= 0; row = nextRowOfGroup[row]) {
                sorted[end++] = row;
            }
            if (end - first <= FEW_ROWS) { // As most groups have, when there are many.
                sortFewByTile(sorted, first, end);
            } else {
                sortByTile(sorted, first, end, group);
            }
        }
        return sorted;
    }

    private void sortFewByTile(int[] rows, int first, int end) {
        for (int i = first + 1; i < end; i++) {
            int row = rows[i];
            int to = i;
            for (; to > first && tileOfRow[rows[to - 1]] > tileOfRow[row]; to--) {
                rows[to] = rows[to - 1];
            }
            rows[to] = row;
        }
    }

    private void sortByTile(int[] rows, int first, int end, int group) {
        long[] tiles = new long[end - first];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = tileOfRow[rows[first + i]];
        }
        Arrays.sort(tiles);
        for (int i = 0; i < tiles.length; i++) {
            rows[first + i] = rowSlots[rowSlot(group, tiles[i])];
        }
    }

    /** Forgets all rows and gives their memory back. */
    public void clear() {
        order.forget(0);
        allocate(INITIAL);
    }

    private void allocate(int capacity) {
        groups = new GroupKey[capacity];
        firstRowOfGroup = new int[capacity];
        groupCount = 0;
        groupSlots = emptySlots(2 * capacity);
        groupOfRow = new int[capacity];
        tileOfRow = new long[capacity];
        nextRowOfGroup = new int[capacity];
        accumulators = new Object[capacity * metrics];
        rowCount = 0;
        rowSlots = emptySlots(2 * capacity);
        dirty = new boolean[capacity];
        dirtyRows = new int[capacity];
        dirtyCount = 0;
        held = new HeldBytes(capacity);
    }

    private int touch(byte[] groupBytes, int length, int hash, GroupKey known, long tileMillis) {
        int groupId = findGroup(groupBytes, length, hash);
        if (groupId < 0) {
            groupId = addGroup(known != null ? known : GroupKey.of(Arrays.copyOf(groupBytes, length)));
        }
        int slot = rowSlot(groupId, tileMillis);
        int row = rowSlots[slot];
        if (row < 0) {
            row = addRow(groupId, tileMillis, slot);
        }
        if (!dirty[row]) {
            dirty[row] = true;
            if (dirtyCount == dirtyRows.length) {
                dirtyRows = Arrays.copyOf(dirtyRows, dirtyCount * 2);
            }
            dirtyRows[dirtyCount++] = row;
        }
        return row;
    }

    private int findGroup(byte[] groupBytes, int length, int hash) {
        int mask = groupSlots.length - 1;
        int slot = spread(hash) & mask;
        while (groupSlots[slot] >= 0) {
            GroupKey candidate = groups[groupSlots[slot]];
            if (candidate.hashCode() == hash && candidate.matches(groupBytes, length)) {
                return groupSlots[slot];
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private int addGroup(GroupKey key) {
        if (groupCount == groups.length) {
            groups = Arrays.copyOf(groups, groupCount * 2);
            firstRowOfGroup = Arrays.copyOf(firstRowOfGroup, groupCount * 2);
            groupSlots = emptySlots(groups.length * 2);
            for (int id = 0; id < groupCount; id++) {
                groupSlots[freeGroupSlot(groups[id].hashCode())] = id;
            }
        }
        groups[groupCount] = key;
        held.addKey(key);
        firstRowOfGroup[groupCount] = -1;
        groupSlots[freeGroupSlot(key.hashCode())] = groupCount;
        return groupCount++;
    }

    private int freeGroupSlot(int hash) {
        int mask = groupSlots.length - 1;
        int slot = spread(hash) & mask;
        while (groupSlots[slot] >= 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int addRow(int groupId, long tileMillis, int slot) {
        byte[] stored = source.find(groups[groupId], tileMillis);
        if (rowCount == groupOfRow.length) {
            growRows();
            slot = rowSlot(groupId, tileMillis);
        }
        int row = rowCount;
        // First what may throw: stored bytes that cannot be read must not leave half a row.
        ByteReader in = stored == null ? null : new ByteReader(stored);
        long bytes = 0;
        for (int metric = 0; metric < metrics; metric++) {
            bytes += make(row, metric, in);
        }
        held.note(row, bytes);
        rowCount++;
        rowSlots[slot] = row;
        groupOfRow[row] = groupId;
        tileOfRow[row] = tileMillis;
        nextRowOfGroup[row] = firstRowOfGroup[groupId];
        firstRowOfGroup[groupId] = row;
        return row;
    }

    /** Makes an accumulator, and returns how many bytes it takes. */
    private long make(int row, int metric, ByteReader in) {
        Aggregator<?, Object, Object> aggregator = aggregators[metric];
        try {
            int before = in == null ? 0 : in.remaining();
            Object made = in == null ? aggregator.create() : aggregator.read(in);
            accumulators[row * metrics + metric] = made;
            return aggregator.heapBytes(made, in == null ? 0 : before - in.remaining());
        } catch (LinkageError missing) {
            throw UserCode.cannotLoad(missing, definition.place(metric));
        } catch (RuntimeException | Error thrown) {
            UserCode.requireNotTheMachines(thrown);
            if (in == null || SessionMetric.isOurs(aggregator)) {
                throw thrown;
            }
            throw UserCode.cannotRead(thrown, definition.place(metric));
        }
    }

    /** Forgets the row that came last, and its group if it came with it. */
    void forgetNewest() {
        int row = rowCount - 1;
        int groupId = groupOfRow[row];
        rowSlots[rowSlot(groupId, tileOfRow[row])] = EMPTY; // The last to come ends no other's way through the slots.
        firstRowOfGroup[groupId] = nextRowOfGroup[row];
        Arrays.fill(accumulators, row * metrics, (row + 1) * metrics, null);
        held.note(row, 0);
        if (dirty[row]) {
            dirty[row] = false;
            dirtyCount--; // It was touched last as well.
        }
        rowCount--;
        if (firstRowOfGroup[groupId] < 0 && groupId == groupCount - 1) {
            order.forget(groupId);
            groupSlots[slotOf(groupId)] = EMPTY;
            held.forgetKey(groups[groupId]);
            groupCount--; // Its key stays in its place until another one takes it: somebody may be sorting them.
        }
    }

    private int slotOf(int groupId) {
        int mask = groupSlots.length - 1;
        int slot = spread(groups[groupId].hashCode()) & mask;
        while (groupSlots[slot] != groupId) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    void replaceAccumulator(int row, int metric, Object accumulator) {
        accumulators[row * metrics + metric] = accumulator;
    }

    private void growRows() {
        int capacity = groupOfRow.length * 2;
        groupOfRow = Arrays.copyOf(groupOfRow, capacity);
        tileOfRow = Arrays.copyOf(tileOfRow, capacity);
        nextRowOfGroup = Arrays.copyOf(nextRowOfGroup, capacity);
        accumulators = Arrays.copyOf(accumulators, capacity * metrics);
        dirty = Arrays.copyOf(dirty, capacity);
        held.grow(capacity);
        rowSlots = emptySlots(capacity * 2);
        for (int row = 0; row < rowCount; row++) {
            rowSlots[rowSlot(groupOfRow[row], tileOfRow[row])] = row;
        }
    }

    /** The slot that holds the row of this group and tile, or the free one where it would go. */
    private int rowSlot(int groupId, long tileMillis) {
        int mask = rowSlots.length - 1;
        int slot = mixed(groupId, tileMillis) & mask;
        while (rowSlots[slot] >= 0) {
            int row = rowSlots[slot];
            if (groupOfRow[row] == groupId && tileOfRow[row] == tileMillis) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int mixed(int groupId, long tileMillis) {
        long mixed = (tileMillis * 0x9E3779B97F4A7C15L) ^ (groupId * 0xC2B2AE3D27D4EB4FL);
        return spread((int) (mixed ^ (mixed >>> 32)));
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B1;
        return mixed ^ (mixed >>> 15);
    }

    private static int[] emptySlots(int size) {
        int[] slots = new int[size];
        Arrays.fill(slots, EMPTY);
        return slots;
    }
}
