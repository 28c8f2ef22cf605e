package io.tidemark.fold;

import io.tidemark.memory.HeapSize;
import java.util.Arrays;

/**
 * What the keys and accumulators of a table take on the heap: noted when a row is made, and again when it is written, since
 * what it has grown by meanwhile is asked of no event. Owned by the thread that writes the table.
 */
final class HeldBytes {
    private int[] ofRow;
    private long rows;
    private long keys;

    HeldBytes(int capacity) {
        ofRow = new int[capacity];
    }

    void grow(int capacity) {
        ofRow = Arrays.copyOf(ofRow, capacity);
    }

    void addKey(GroupKey key) {
        keys += bytes(key);
    }

    void forgetKey(GroupKey key) {
        keys -= bytes(key);
    }

    private static long bytes(GroupKey key) {
        return HeapSize.object(HeapSize.REFERENCE + Integer.BYTES) + HeapSize.array(key.bytes().length, 1);
    }

    /** What the accumulators of a row take now. */
    void note(int row, long bytes) {
        int noted = (int) Math.min(Integer.MAX_VALUE, bytes);
        rows += noted - ofRow[row];
        ofRow[row] = noted;
    }

    long of(int row) {
        return ofRow[row];
    }

    long all() {
        return keys + rows + HeapSize.array(ofRow.length, Integer.BYTES);
    }
}
