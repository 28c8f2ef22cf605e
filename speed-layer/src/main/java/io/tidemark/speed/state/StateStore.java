package io.tidemark.speed.state;

/**
 * An ordered map of bytes whose writes come in atomic batches: where the realtime state survives its process. Reads may
 * be made by many threads; each batch is made by one.
 */
public interface StateStore extends AutoCloseable {
    /** A batch to fill; nothing of it shows before {@link Batch#commit}. */
    Batch begin();

    /** The value of a key, or null. */
    byte[] find(byte[] key);

    /** Visits the entries from {@code first} on, below {@code end}, in unsigned byte order, until the visitor has enough. */
    void scan(byte[] first, byte[] end, Visitor visitor);

    /** Tells that little is written at present: what makes the next opening shorter may be done meanwhile. */
    default void rest() {}

    @Override
    void close();

    /** Changes that become visible and durable together, or not at all. */
    interface Batch extends AutoCloseable {
        /** The arrays are copied. */
        void put(byte[] key, int keyLength, byte[] value, int valueLength);

        void deleteRange(byte[] first, byte[] end);

        void commit();

        /** Gives the batch up; after {@link #commit} it has no effect. */
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
