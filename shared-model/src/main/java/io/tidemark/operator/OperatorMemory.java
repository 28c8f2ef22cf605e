package io.tidemark.operator;

import io.tidemark.codec.ByteWriter;

/**
 * All that an {@link Operator} knows of one partition: values by key, each with the log clock of the record that it was put
 * for. Where it lies, how it is written down and when it is forgotten is the affair of whoever has the operator open.
 *
 * <p>An entry put at some clock is of no use once the partition's log clock is more than {@link Operator#lookBack} above that,
 * and may be gone from then on. So what is known at a place of the log is exactly the entries that are not yet of no use
 * there, and two memories that have the same such entries are equal (PROTOCOL 33). What is put for a record on which the
 * operator throws was not put. Owned by one thread.
 */
public interface OperatorMemory {
    /**
     * The value put last under a key, not to be changed.
     *
     * @param key the bytes written to it; may be written anew once this returns
     * @param sinceMillis the lowest log clock of use to the asker, not lower than the record's at hand less the look-back
     * @return null if nothing was put at that log clock or a later one
     * @throws MemoryFailedException if it cannot be reached; the record is to come again
     */
    byte[] find(ByteWriter key, long sinceMillis);

    /**
     * When that was put which {@link #find} found last: later than the record at hand, if that was the very first one, whose
     * stamp was ahead of the log clock.
     */
    long foundMillis();

    /**
     * Puts a value under a key, in the place of any other.
     *
     * @param key the bytes written to it; may be written anew once this returns
     * @param value belongs to the memory from now on
     * @param logClockMillis as the operator was given it with the record at hand
     */
    void put(ByteWriter key, byte[] value, long logClockMillis);
}
