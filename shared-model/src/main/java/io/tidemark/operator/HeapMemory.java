package io.tidemark.operator;

import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * An {@link OperatorMemory} on the heap. It tells what it holds in bytes, and its owner sees to it that this is not too much;
 * it forgets what is of no use before it grows. Open addressing over flat arrays, whose entries are numbered in the order in
 * which they came. Owned by one thread.
 */
public final class HeapMemory implements StepMemory {
    private static final int INITIAL = 16;
    private static final int EMPTY = -1;
    /** Of an entry, beside its key and value: slots, of which half are empty at most, and its places in the arrays. */
    private static final int ENTRY_BYTES = 4 * Integer.BYTES + 2 * HeapSize.REFERENCE + Long.BYTES + 1;

    private final long lookBackMillis;
    private byte[][] keys;
    /** Null where an entry was undone that is the first of its key. */
    private byte[][] values;

    private long[] clocks;
    private boolean[] changed;
    private int[] slots;
    private int count;
    private int changedCount;
    private long contentBytes;
    private long changedBytes;
    private long clockMillis = Long.MIN_VALUE;
    private long foundMillis;
    /** What was there before what the record at hand has put, in that order. */
    private final List<Before> before = new ArrayList<>();

    private record Before(byte[] key, byte[] value, long logClockMillis, boolean isChanged) {}

    /** Takes entries. */
    @FunctionalInterface
    public interface EntryVisitor {
        /** @param key as {@code value}, not to be changed */
        void visit(byte[] key, byte[] value, long logClockMillis);
    }

    /** One that knows nothing. */
    public HeapMemory(Duration lookBack) {
        lookBackMillis = lookBack.toMillis();
        empty(INITIAL);
    }

    @Override
    public byte[] find(ByteWriter key, long sinceMillis) {
        int entry = slots[slotOf(key.array(), key.size())];
        if (entry == EMPTY || clocks[entry] < sinceMillis) {
            return null;
        }
        foundMillis = clocks[entry];
        return values[entry];
    }

    @Override
    public long foundMillis() {
        return foundMillis;
    }

    @Override
    public void put(ByteWriter key, byte[] value, long logClockMillis) {
        clockMillis = logClockMillis;
        int slot = slotOf(key.array(), key.size());
        int entry = slots[slot];
        if (entry == EMPTY) {
            if (count == keys.length) {
                makeRoom();
                slot = slotOf(key.array(), key.size());
            }
            entry = add(slot, key.toBytes());
        }
        before.add(new Before(keys[entry], values[entry], clocks[entry], changed[entry]));
        set(entry, value, logClockMillis, true);
    }

    /**
     * Takes an entry in that was put earlier, in any order of clocks: it is no change, and tells nothing of how far the log is.
     *
     * @param key belongs to the memory from now on, as does the value
     */
    public void restore(byte[] key, byte[] value, long logClockMillis) {
        int slot = slotOf(key, key.length);
        if (slots[slot] == EMPTY && count == keys.length) {
            makeRoom();
            slot = slotOf(key, key.length);
        }
        set(slots[slot] == EMPTY ? add(slot, key) : slots[slot], value, logClockMillis, false);
    }

    private void set(int entry, byte[] value, long logClockMillis, boolean isChanged) {
        count(entry, -1);
        values[entry] = value;
        clocks[entry] = logClockMillis;
        changed[entry] = isChanged;
        count(entry, 1);
    }

    private void count(int entry, int sign) {
        long valueBytes = bytes(values[entry]);
        contentBytes += sign * valueBytes;
        if (changed[entry]) {
            changedCount += sign;
            changedBytes += sign * (keys[entry].length + valueBytes + Long.BYTES);
        }
    }

    /** The many that say no more than that they are there share one. */
    private static long bytes(byte[] value) {
        return value == null || value.length == 0 ? 0 : HeapSize.array(value.length, 1);
    }

    @Override
    public void keep() {
        before.clear();
    }

    @Override
    public void undo() {
        for (int i = before.size() - 1; i >= 0; i--) {
            Before was = before.get(i);
            int entry = slots[slotOf(was.key(), was.key().length)];
            set(entry, was.value(), was.logClockMillis(), was.isChanged());
        }
        before.clear();
    }

    /** Goes through what is of use, in no order that means anything. */
    public void forEach(EntryVisitor visitor) {
        for (int i = 0; i < count; i++) {
            if (isOfUse(i)) {
                visitor.visit(keys[i], values[i], clocks[i]);
            }
        }
    }

    /** Goes through what was put since {@link #clearChanged} and is of use. */
    public void forEachChanged(EntryVisitor visitor) {
        for (int i = 0; i < count && changedCount > 0; i++) {
            if (changed[i] && isOfUse(i)) {
                visitor.visit(keys[i], values[i], clocks[i]);
            }
        }
    }

    private boolean isOfUse(int entry) {
        // While nobody has put anything it is not known how far the log is.
        boolean isOld = clockMillis != Long.MIN_VALUE && clocks[entry] < clockMillis - lookBackMillis;
        return values[entry] != null && !isOld;
    }

    /** Forgets which entries were put, not what they are. */
    public void clearChanged() {
        Arrays.fill(changed, 0, count, false);
        changedCount = 0;
        changedBytes = 0;
    }

    /** Forgets everything. */
    public void clear() {
        empty(INITIAL);
        before.clear();
    }

    public int entries() {
        return count;
    }

    /** How many were put since {@link #clearChanged}. */
    public int changedEntries() {
        return changedCount;
    }

    /** What it takes on the heap, rather too much than too little. */
    public long heldBytes() {
        return contentBytes + (long) keys.length * ENTRY_BYTES;
    }

    /** About how many bytes it is to write down what was put since {@link #clearChanged}. */
    public long changedBytes() {
        return changedBytes;
    }

    /** The slot of a key, be it empty. */
    private int slotOf(byte[] key, int length) {
        int mask = slots.length - 1;
        int slot = hash(key, length) & mask;
        while (slots[slot] != EMPTY) {
            byte[] other = keys[slots[slot]];
            if (Arrays.equals(other, 0, other.length, key, 0, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int hash(byte[] key, int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + key[i];
        }
        // Its last bytes move its lower bits alone, and neighbours are many.
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** Forgets what is of no use, and makes half of its room free: so it costs little for each entry that comes. */
    private void makeRoom() {
        BitSet kept = new BitSet(count);
        for (int i = 0; i < count; i++) {
            kept.set(i, isOfUse(i));
        }
        byte[][] oldKeys = keys;
        byte[][] oldValues = values;
        long[] oldClocks = clocks;
        boolean[] oldChanged = changed;
        empty(Math.max(INITIAL, 2 * Integer.highestOneBit(2 * kept.cardinality() - 1)));
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            int entry = add(slotOf(oldKeys[i], oldKeys[i].length), oldKeys[i]);
            set(entry, oldValues[i], oldClocks[i], oldChanged[i]);
        }
    }

    private int add(int slot, byte[] key) {
        slots[slot] = count;
        keys[count] = key;
        contentBytes += HeapSize.array(key.length, 1);
        return count++;
    }

    private void empty(int room) {
        keys = new byte[room][];
        values = new byte[room][];
        clocks = new long[room];
        changed = new boolean[room];
        slots = new int[2 * room];
        Arrays.fill(slots, EMPTY);
        count = 0;
        changedCount = 0;
        contentBytes = 0;
        changedBytes = 0;
    }
}
