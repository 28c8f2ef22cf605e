package io.tidemark.fold;

import java.util.PriorityQueue;

/**
 * Sorted sources that are merged, each where its next row is: which of them is the least. The one whose turn it is is taken
 * out, moves on and is put back; that costs nothing where it is alone, and one comparison where it is its turn again. Owned by
 * one thread. Guarded by the benchmark {@code scan}.
 */
public final class MergeHeads<T extends Comparable<T>> {
    private final PriorityQueue<T> heads = new PriorityQueue<>();

    public void add(T head) {
        heads.add(head);
    }

    /** Takes the least out; null if there is none. */
    public T poll() {
        return heads.poll();
    }

    /** The least, which stays; null if there is none. */
    public T peek() {
        return heads.peek();
    }

    public boolean isEmpty() {
        return heads.isEmpty();
    }

    /** Puts back one that has moved on, and takes the least out: mostly the same. */
    public T pollAfter(T moved) {
        if (heads.isEmpty() || moved.compareTo(heads.peek()) <= 0) {
            return moved;
        }
        T least = heads.poll();
        heads.add(moved);
        return least;
    }
}
