package io.tidemark.speed.operator;

import io.tidemark.codec.ByteWriter;
import io.tidemark.operator.HeapMemory;
import io.tidemark.operator.MemoryFailedException;
import io.tidemark.operator.StepMemory;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import java.time.Duration;
import java.util.Arrays;

/**
 * What an operator remembers in one piece of realtime state: what was put lately on the heap, in front of what the store has.
 * Written by its partition's thread; what it writes down is read by nobody else.
 *
 * <pre>
 * prefix of the state's | key -> log clock, 8 | value
 * </pre>
 */
public final class StoredMemory implements StepMemory {
    private final StateStore store;
    private final byte[] prefix;
    private final long lookBackMillis;
    private final HeapMemory recent;
    private final ForgettingPass forgetting;
    private final ByteWriter key = new ByteWriter();
    private final ByteWriter value = new ByteWriter();
    private long foundMillis;
    /** Whether the store can hold entries that the heap does not. */
    private boolean isPartlyStored;

    /**
     * @param prefix what the store's keys of this begin with, and no others
     * @param isStored whether the store may hold some of it
     */
    public StoredMemory(StateStore store, byte[] prefix, Duration lookBack, boolean isStored) {
        this.store = store;
        this.prefix = prefix;
        this.lookBackMillis = lookBack.toMillis();
        this.recent = new HeapMemory(lookBack);
        this.forgetting = new ForgettingPass(store, prefix, lookBackMillis, isStored);
        this.isPartlyStored = isStored;
    }

    @Override
    public byte[] find(ByteWriter asked, long sinceMillis) {
        byte[] known = recent.find(asked, sinceMillis);
        if (known != null || !isPartlyStored) {
            foundMillis = recent.foundMillis();
            return known;
        }
        writeKey(asked.array(), asked.size());
        byte[] stored = stored();
        if (stored == null || StoredEntry.clockMillis(stored) < sinceMillis) {
            return null;
        }
        foundMillis = StoredEntry.clockMillis(stored);
        return StoredEntry.value(stored);
    }

    @Override
    public long foundMillis() {
        return foundMillis;
    }

    private byte[] stored() {
        try {
            return store.find(key.toBytes());
        } catch (StateStoreException e) {
            throw new MemoryFailedException(e);
        }
    }

    @Override
    public void put(ByteWriter under, byte[] what, long logClockMillis) {
        recent.put(under, what, logClockMillis);
    }

    @Override
    public void keep() {
        recent.keep();
    }

    @Override
    public void undo() {
        recent.undo();
    }

    /** Writes down an entry that was put elsewhere, before anything is put here. */
    public void write(byte[] under, byte[] what, long logClockMillis, StateStore.Batch batch) {
        writeKey(under, under.length);
        StoredEntry.write(what, logClockMillis, value.clear());
        batch.put(key.array(), key.size(), value.array(), value.size());
        isPartlyStored = true;
    }

    /**
     * Writes down what was put since the last time, and deletes some of what is of no use by now.
     *
     * @param logClockMillis of the position that is written with it
     */
    public void write(StateStore.Batch batch, long logClockMillis) {
        // First: an entry may be put anew that is deleted for its age.
        forgetting.step(batch, logClockMillis, recent.changedEntries());
        recent.forEachChanged((under, what, clockMillis) -> {
            writeKey(under, under.length);
            StoredEntry.write(what, clockMillis, value.clear());
            batch.put(key.array(), key.size(), value.array(), value.size());
        });
    }

    /** What was written is committed. */
    public void written() {
        recent.clearChanged();
    }

    /** Gives the heap back. All must have been written before. */
    public void evict() {
        if (recent.entries() > 0) {
            recent.clear();
            isPartlyStored = true;
        }
    }

    /** Whether nothing of it is of use to the next record. */
    public boolean remembersNothing() {
        return lookBackMillis == 0;
    }

    /** What it takes on the heap. */
    public long heldBytes() {
        return recent.heldBytes();
    }

    /** About how much a flush would write. */
    public long dirtyBytes() {
        return recent.changedBytes();
    }

    /** The lowest log clock of what is of use at a place where the log clock is this. */
    public long ofUseSinceMillis(long logClockMillis) {
        return logClockMillis - lookBackMillis;
    }

    private void writeKey(byte[] bytes, int length) {
        key.clear();
        key.writeRaw(prefix);
        key.writeRaw(bytes, 0, length);
    }

    /** What the store's keys of a prefix are all before. */
    static byte[] endOf(byte[] prefix) {
        byte[] end = prefix.clone();
        int last = end.length - 1;
        while (++end[last] == 0) {
            last--;
        }
        return Arrays.copyOf(end, last + 1);
    }
}
