package io.tidemark.speed.generation;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.cut.Extent;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.speed.store.StateStore;

/**
 * The partials of one epoch in one generation: a table in memory, in front of what the store holds. Written by its
 * partition's thread; read by others under the partition's lock.
 */
public final class Segment implements Extent {
    static final long NO_RECORD = -1;

    final int generation;
    final int id;
    final long epoch;
    final TileTable table;
    private final StateStore store;
    private final ByteWriter key = new ByteWriter();
    /** The offsets of its first and last record: between segments there may be offsets without records. */
    long firstRecord = NO_RECORD;

    long lastRecord = NO_RECORD;
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

    /** Writes the partials touched since the last flush; the caller clears the marks once they are committed. */
    void writeDirty(StateStore.Batch batch, ByteWriter value) {
        for (int i = 0; i < table.dirtyRows(); i++) {
            int row = table.dirtyRow(i);
            StateLayout.partial(generation, id, table.group(row), table.tile(row), key);
            value.clear();
            table.write(row, value);
            batch.put(key.array(), key.size(), value.array(), value.size());
        }
    }

    /** Merges what this segment holds for the selection. */
    void mergeInto(RowSelection selection, TileTable into) {
        if (partlyStored && selection.reach() == RowSelection.Reach.MEMORY) {
            throw WouldWaitException.INSTANCE;
        }
        if (selection.groups().isEmpty()) {
            mergeAll(selection, into);
            return;
        }
        for (GroupKey group : selection.groups().get()) {
            table.forEachRowOf(group, row -> {
                if (selection.tiles().contains(table.tile(row))) {
                    into.mergeRow(table, row);
                }
            });
            if (partlyStored) {
                mergeStored(group, selection, into);
            }
        }
    }

    private void mergeAll(RowSelection selection, TileTable into) {
        for (int row = 0; row < table.rows(); row++) {
            if (selection.tiles().contains(table.tile(row))) {
                into.mergeRow(table, row);
            }
        }
        if (partlyStored) {
            store.scan(StateLayout.segment(generation, id), StateLayout.segment(generation, id + 1), (k, value) -> {
                mergeStored(StateLayout.groupOf(k), StateLayout.tileOf(k), value, selection, into);
                return true;
            });
        }
    }

    private void mergeStored(GroupKey group, RowSelection selection, TileTable into) {
        ByteWriter first = new ByteWriter();
        ByteWriter last = new ByteWriter();
        StateLayout.partial(generation, id, group, selection.tiles().firstMillis(), first);
        StateLayout.partial(generation, id, group, selection.tiles().endMillis(), last);
        store.scan(first.toBytes(), last.toBytes(), (k, value) -> {
            if (StateLayout.groupLengthOf(k) == group.bytes().length) {
                mergeStored(group, StateLayout.tileOf(k), value, selection, into);
            }
            return true;
        });
    }

    private void mergeStored(GroupKey group, long tile, byte[] value, RowSelection selection, TileTable into) {
        // What is in memory is newer than what is stored.
        if (selection.tiles().contains(tile) && table.find(group, tile) < 0) {
            into.mergeEncoded(group, tile, new ByteReader(value));
        }
    }

    private byte[] stored(GroupKey group, long tileMillis) {
        if (!partlyStored) {
            return null;
        }
        StateLayout.partial(generation, id, group, tileMillis, key);
        return store.find(key.toBytes());
    }
}
