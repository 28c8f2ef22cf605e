package io.tidemark.fold;

import java.util.Arrays;

/**
 * Sorted sources that are merged, each where its next row is: which of them is the least. The one whose turn it is is taken
 * out, moves on and is put back; that costs nothing where it is alone, and one comparison where it is its turn again. Owned by
 * one thread. Guarded by the benchmark {@code scan}.
 */
public final class MergeHeads<T extends Comparable<T>> {
    private static final int FEW = 4;

    /** A heap: none is greater than the two at twice its place and one, and the next. */
    private Object[] heads = new Object[FEW];

    private int size;

    public void add(T head) {
        if (size == heads.length) {
            heads = Arrays.copyOf(heads, 2 * size);
        }
        int at = size++;
        while (at > 0 && head.compareTo(at((at - 1) / 2)) < 0) {
            heads[at] = heads[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heads[at] = head;
    }

    /** Takes the least out; null if there is none. */
    public T poll() {
        if (size == 0) {
            return null;
        }
        T least = at(0);
        T last = at(--size);
        heads[size] = null;
        if (size > 0) {
            putFirst(last);
        }
        return least;
    }

    /** The least, which stays; null if there is none. */
    public T peek() {
        return size == 0 ? null : at(0);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Puts back one that has moved on, and takes the least out: mostly the same. */
    public T pollAfter(T moved) {
        if (size == 0 || moved.compareTo(at(0)) <= 0) {
            return moved;
        }
        T least = at(0);
        putFirst(moved);
        return least;
    }

    /** In place of the least. */
    private void putFirst(T head) {
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && at(child + 1).compareTo(at(child)) < 0) {
                child++;
            }
            if (head.compareTo(at(child)) <= 0) {
                break;
            }
            heads[at] = heads[child];
            at = child;
            child = 2 * at + 1;
        }
        heads[at] = head;
    }

    @SuppressWarnings("unchecked") // Only add and putFirst fill it.
    private T at(int place) {
        return (T) heads[place];
    }
}
