package io.tidemark.speed.store;

import java.util.Arrays;

/**
 * An ordered map of bytes whose writes come in atomic batches: where the realtime state survives its process. Reads may
 * be made by many threads; each batch is made by one. Whatever fails, fails with a {@link StateStoreException}, and a
 * batch whose commit failed may have been written all the same: it is to be written again, or given up.
 */
public interface StateStore extends AutoCloseable {
    /** A batch to fill; nothing of it shows before {@link Batch#commit}. */
    Batch begin();

    /** The value of a key, or null. */
    byte[] find(byte[] key);

    /** Visits the entries from {@code first} on, below {@code end}, in unsigned byte order, until the visitor has enough. */
    default void scan(byte[] first, byte[] end, Visitor visitor) {
        try (Cursor cursor = cursor(first, end)) {
            boolean goesOn = true;
            while (goesOn && cursor.next()) {
                goesOn = visitor.visit(
                        Arrays.copyOf(cursor.key(), cursor.keyLength()),
                        Arrays.copyOf(cursor.value(), cursor.valueLength()));
            }
        }
    }

    /**
     * Goes through the same entries as they are now, whatever is written later and however long it takes; for many, of
     * which few will be wanted again. To be closed: what it reads is kept until then.
     */
    Cursor cursor(byte[] first, byte[] end);

    /** About how much disk and memory the entries from {@code first} on, below {@code end}, take; 0 if nobody knows. */
    default long bytes(byte[] first, byte[] end) {
        return 0;
    }

    /** Tells that little is written at present: what makes the next opening shorter may be done meanwhile. */
    default void rest() {}

    /**
     * Makes a store that failed usable again; does nothing to one that did not fail.
     *
     * @throws StateStoreException while it cannot be
     */
    default void mend() {}

    /**
     * How often the store, mended, was found to hold something else than what had been acknowledged: less, or a write more
     * that had been refused. Whoever holds memory in front of it keeps the number from before the first read, and gives
     * its memory up when it has changed.
     */
    default long upsets() {
        return 0;
    }

    @Override
    void close();

    /** Changes that become visible and durable together, or not at all. */
    interface Batch extends AutoCloseable {
        /** The arrays are copied. */
        void put(byte[] key, int keyLength, byte[] value, int valueLength);

        /** Deletes what was there before, and what this batch has put before. */
        void delete(byte[] key, int keyLength);

        void deleteRange(byte[] first, byte[] end);

        void commit();

        /** Gives the batch up; after {@link #commit} it has no effect. */
        @Override
        void close();
    }

    /** A place in the entries. Owned by one thread at a time. */
    interface Cursor extends AutoCloseable {
        /**
         * Goes to the next entry, at first to the first. Returns whether there is one.
         *
         * @throws StateStoreException if it cannot be read; also when the store was closed meanwhile, or opened anew
         */
        boolean next();

        /** The next entry will be the first one that is not before this key. */
        void seek(byte[] key);

        /** Begins with the entry's key, and is valid until the cursor moves. */
        byte[] key();

        int keyLength();

        /** Begins with the entry's value, and is valid until the cursor moves. */
        byte[] value();

        int valueLength();

        @Override
        void close();
    }

    /** Takes the entries of a scan. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(byte[] key, byte[] value);
    }
}
