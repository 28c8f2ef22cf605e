package io.tidemark.event;

/**
 * Turns the bytes of one record into the values of its fields, and runs none of the user's code. A pure function of the
 * bytes. Owned by one thread.
 */
@FunctionalInterface
public interface FieldDecoder {
    /**
     * The values, which are valid until the next call.
     *
     * @throws DecodeException if the bytes do not hold what the record class needs
     */
    ComponentValues decode(byte[] bytes, int offset, int length) throws DecodeException;
}
