package io.tidemark.speed.generation;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.cut.Extent;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.speed.store.StateStore;
import io.tidemark.time.TimeRange;
import java.util.Set;

/**
 * The partials of one epoch in one generation: a table in memory, in front of what the store holds. Written by its
 * partition's thread; read by others under the partition's lock.
 */
public final class Segment implements Extent {
    static final long NO_RECORD = -1;
    /** How many times as many bytes objects take as what encodes them, or fewer. */
    private static final long HEAP_OF_ENCODED = 8;

    private static final int UNKNOWN_ROW = 128;

    final int generation;
    final int id;
    final long epoch;
    final TileTable table;
    private final StateStore store;
    private final ByteWriter key = new ByteWriter();
    /** The offsets of its first and last record: between segments there may be offsets without records. */
    long firstRecord = NO_RECORD;

    long lastRecord = NO_RECORD;
    /** What the last flush wrote of it, to know about how much the next one will. */
    private long writtenBytes;

    private long writtenRows;
    /** Whether the store can hold partials that the table does not: after a restart, or when memory was given back. */
    private boolean partlyStored;

    Segment(
            int generation,
            int id,
            long epoch,
            AggregationDefinition<?> definition,
            StateStore store,
            boolean restored) {
        this.generation = generation;
        this.id = id;
        this.epoch = epoch;
        this.store = store;
        this.partlyStored = restored;
        this.table = new TileTable(definition, this::stored);
    }

    /** Its partials that are in memory. */
    public TileTable table() {
        return table;
    }

    @Override
    public long firstRecord() {
        return firstRecord;
    }

    @Override
    public long lastRecord() {
        return lastRecord;
    }

    /** Gives the memory of the table back. All of it must have been written before. */
    void evict() {
        if (table.rows() > 0) {
            table.clear();
            partlyStored = true;
        }
    }

    /** What its partials take on the heap, as {@link TileTable#heldBytes}. */
    long heldBytes() {
        return table.heldBytes();
    }

    /** About how much a flush would write. */
    long dirtyBytes() {
        int rows = table.dirtyRows();
        return writtenRows == 0 ? rows * (long) UNKNOWN_ROW : rows * writtenBytes / writtenRows;
    }

    /** Writes the partials touched since the last flush; the caller clears the marks once they are committed. */
    void writeDirty(StateStore.Batch batch, ByteWriter value, LargestRow largest) {
        long written = 0;
        for (int i = 0; i < table.dirtyRows(); i++) {
            int row = table.dirtyRow(i);
            StateLayout.partial(generation, id, table.group(row), table.tile(row), key);
            value.clear();
            largest.note(table.writeMeasuring(row, value), table.group(row));
            batch.put(key.array(), key.size(), value.array(), value.size());
            written += key.size() + value.size();
        }
        if (table.dirtyRows() > 0) {
            writtenBytes = written;
            writtenRows = table.dirtyRows();
        }
    }

    /** Notes which of the groups that are asked for it has, as far as they may be among the first. */
    void findGroups(FirstGroups found, SelectedRows rows) {
        table.forEachGroupFrom(found.from(), group -> {
            rows.look();
            boolean mayTake = found.mayTake(group);
            if (mayTake && found.isWanted(group) && hasTile(group, found.tiles())) {
                found.add(group);
            }
            return mayTake;
        });
        if (partlyStored) {
            store.scan(StateLayout.group(generation, id, found.from()), endOfStored(), (key, value) -> {
                rows.look();
                GroupKey group = StateLayout.groupOf(key);
                boolean mayTake = found.mayTake(group);
                if (mayTake && found.tiles().contains(StateLayout.tileOf(key)) && found.isWanted(group)) {
                    found.add(group);
                }
                return mayTake;
            });
        }
    }

    private boolean hasTile(GroupKey group, TimeRange tiles) {
        return table.anyRowOf(group, row -> tiles.contains(table.tile(row)));
    }

    /** Merges the rows of these groups. */
    void mergeNamed(Set<GroupKey> groups, TimeRange tiles, SelectedRows into) {
        for (GroupKey group : groups) {
            mergeInMemory(group, tiles, into);
            if (partlyStored) {
                mergeStored(group, tiles, into);
            }
        }
    }

    /** Merges the rows of the groups that were found. */
    void mergeFound(FirstGroups found, SelectedRows into) {
        if (found.isBounded()) {
            table.forEachGroupFrom(found.from(), group -> {
                boolean isTaken = found.isTaken(group);
                if (isTaken) {
                    mergeInMemory(group, found.tiles(), into);
                }
                return isTaken || found.mayTake(group);
            });
        } else {
            mergeAllInMemory(found, into);
        }
        if (partlyStored) {
            store.scan(StateLayout.group(generation, id, found.from()), endOfStored(), (key, value) -> {
                into.look();
                GroupKey group = StateLayout.groupOf(key);
                boolean isTaken = found.isTaken(group);
                if (isTaken) {
                    mergeStored(group, StateLayout.tileOf(key), value, found.tiles(), into);
                }
                return isTaken || found.mayTake(group);
            });
        }
    }

    private void mergeAllInMemory(FirstGroups found, SelectedRows into) {
        long rowBytes = rowBytes();
        for (int row = 0; row < table.rows(); row++) {
            into.look();
            if (found.tiles().contains(table.tile(row)) && found.isTaken(table.group(row))) {
                into.takes(rowBytes);
                into.rows().mergeRow(table, row);
            }
        }
    }

    private void mergeInMemory(GroupKey group, TimeRange tiles, SelectedRows into) {
        long rowBytes = rowBytes();
        table.forEachRowOf(group, row -> {
            into.look();
            if (tiles.contains(table.tile(row))) {
                into.takes(rowBytes);
                into.rows().mergeRow(table, row);
            }
        });
    }

    private void mergeStored(GroupKey group, TimeRange tiles, SelectedRows into) {
        ByteWriter first = new ByteWriter();
        ByteWriter last = new ByteWriter();
        StateLayout.partial(generation, id, group, tiles.firstMillis(), first);
        StateLayout.partial(generation, id, group, tiles.endMillis(), last);
        store.scan(first.toBytes(), last.toBytes(), (k, value) -> {
            into.look();
            if (StateLayout.groupLengthOf(k) == group.bytes().length) {
                mergeStored(group, StateLayout.tileOf(k), value, tiles, into);
            }
            return true;
        });
    }

    private void mergeStored(GroupKey group, long tile, byte[] value, TimeRange tiles, SelectedRows into) {
        // What is in memory is newer than what is stored.
        if (tiles.contains(tile) && table.find(group, tile) < 0) {
            into.takes(HEAP_OF_ENCODED * (value.length + group.bytes().length));
            into.rows().mergeEncoded(group, tile, new ByteReader(value));
        }
    }

    /** What a row of the table takes on the heap on average. */
    private long rowBytes() {
        return table.rows() == 0 ? 0 : table.heldBytes() / table.rows();
    }

    /** About how much the store has of the groups before one. */
    public long storedBytes(GroupKey end) {
        return store.bytes(StateLayout.segment(generation, id), StateLayout.group(generation, id, end));
    }

    /** About how much the store has of it. */
    public long storedBytes() {
        return store.bytes(StateLayout.segment(generation, id), endOfStored());
    }

    /** A cursor over all that the store has of the groups from one on. */
    StateStore.Cursor stored(GroupKey from) {
        return store.cursor(StateLayout.group(generation, id, from), endOfStored());
    }

    /** The store's key of a row. */
    void key(GroupKey group, long tileMillis, ByteWriter into) {
        StateLayout.partial(generation, id, group, tileMillis, into);
    }

    private byte[] endOfStored() {
        return StateLayout.segment(generation, id + 1);
    }

    /** Whether the store may hold partials that are not in memory. */
    boolean isPartlyStored() {
        return partlyStored;
    }

    private byte[] stored(GroupKey group, long tileMillis) {
        if (!partlyStored) {
            return null;
        }
        StateLayout.partial(generation, id, group, tileMillis, key);
        return store.find(key.toBytes());
    }
}
