package io.tidemark.session;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import java.util.Arrays;

/**
 * What a metric holds of a tile: stretches of events with no longer gap between two, in order, each with an accumulator of
 * its own. All metrics of a row have the same stretches, since each sees all events. Owned by one thread.
 *
 * @param <A> the metric's own accumulator
 */
public final class Fragments<A> {
    private long[] firsts;
    private long[] lasts;
    private Object[] accumulators;
    private int size;

    Fragments() {
        this(1);
    }

    private Fragments(int capacity) {
        firsts = new long[capacity];
        lasts = new long[capacity];
        accumulators = new Object[capacity];
    }

    /** One fragment. */
    static <A> Fragments<A> of(long first, long last, A accumulator) {
        Fragments<A> one = new Fragments<>();
        one.insert(0, first, last, accumulator);
        return one;
    }

    public int size() {
        return size;
    }

    /** The time of a fragment's first event. */
    public long firstMillis(int fragment) {
        return firsts[fragment];
    }

    /** That of its last event. */
    public long lastMillis(int fragment) {
        return lasts[fragment];
    }

    @SuppressWarnings("unchecked")
    public A accumulator(int fragment) {
        return (A) accumulators[fragment];
    }

    /** One fragment alone; its accumulator is not copied. */
    public Fragments<A> only(int fragment) {
        if (size == 1) {
            return this;
        }
        return of(firsts[fragment], lasts[fragment], accumulator(fragment));
    }

    /** How accumulators are made and merged. */
    interface Merging<A> {
        A create();

        void merge(A into, A from);
    }

    /** The accumulator of the fragment that events from one instant to another are part of; others that they bridge go into it. */
    A at(long first, long last, long gap, Merging<A> merging) {
        // The first that does not end too early to touch them; mostly it is the last one, or none.
        int from = size;
        while (from > 0 && !isApart(lasts[from - 1], first, gap)) {
            from--;
        }
        if (from == size || isApart(last, firsts[from], gap)) {
            insert(from, first, last, merging.create());
            return accumulator(from);
        }
        int end = from + 1;
        while (end < size && !isApart(last, firsts[end], gap)) {
            merging.merge(accumulator(from), accumulator(end));
            end++;
        }
        firsts[from] = Math.min(firsts[from], first);
        lasts[from] = Math.max(lasts[end - 1], last);
        remove(from + 1, end);
        return accumulator(from);
    }

    /** Whether more than a gap lies between an instant and a later one; they may be as far apart as can be. */
    private static boolean isApart(long earlier, long later, long gap) {
        return later > earlier && Long.compareUnsigned(later - earlier, gap) > 0;
    }

    private void insert(int at, long first, long last, A accumulator) {
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, size * 2);
            lasts = Arrays.copyOf(lasts, size * 2);
            accumulators = Arrays.copyOf(accumulators, size * 2);
        }
        System.arraycopy(firsts, at, firsts, at + 1, size - at);
        System.arraycopy(lasts, at, lasts, at + 1, size - at);
        System.arraycopy(accumulators, at, accumulators, at + 1, size - at);
        firsts[at] = first;
        lasts[at] = last;
        accumulators[at] = accumulator;
        size++;
    }

    private void remove(int from, int end) {
        System.arraycopy(firsts, end, firsts, from, size - end);
        System.arraycopy(lasts, end, lasts, from, size - end);
        System.arraycopy(accumulators, end, accumulators, from, size - end);
        Arrays.fill(accumulators, size - (end - from), size, null);
        size -= end - from;
    }

    /** How one accumulator is written. */
    interface Writing<A> {
        void write(A accumulator, ByteWriter out);
    }

    /** How many, then each: how long after the one before it begins, how long it is, and its accumulator. */
    void write(ByteWriter out, Writing<A> writing) {
        out.writeVarInt(size);
        long before = 0;
        for (int fragment = 0; fragment < size; fragment++) {
            out.writeVarLong(firsts[fragment] - before);
            out.writeVarLong(lasts[fragment] - firsts[fragment]);
            before = lasts[fragment];
            writing.write(accumulator(fragment), out);
        }
    }

    /** How one accumulator is read. */
    interface Reading<A> {
        A read(ByteReader in);
    }

    static <A> Fragments<A> read(ByteReader in, Reading<A> reading) {
        int size = in.readVarInt();
        Fragments<A> fragments = new Fragments<>(Math.max(1, size));
        long before = 0;
        for (int fragment = 0; fragment < size; fragment++) {
            long first = before + in.readVarLong();
            before = first + in.readVarLong();
            fragments.firsts[fragment] = first;
            fragments.lasts[fragment] = before;
            fragments.accumulators[fragment] = reading.read(in);
        }
        fragments.size = size;
        return fragments;
    }

    /** What one more takes, without its accumulator; arrays are up to twice as long as they need be. */
    static long slotBytes() {
        return 2 * (2 * Long.BYTES + HeapSize.REFERENCE);
    }

    /** Without what its accumulators take. */
    long heapBytes() {
        return HeapSize.object(3 * HeapSize.REFERENCE + Integer.BYTES)
                + 2 * HeapSize.array(firsts.length, Long.BYTES)
                + HeapSize.array(accumulators.length, HeapSize.REFERENCE);
    }
}
