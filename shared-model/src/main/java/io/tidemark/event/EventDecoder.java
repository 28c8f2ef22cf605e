package io.tidemark.event;

/** Turns the bytes of one record into an event. A pure function of the bytes. Owned by one thread. */
@FunctionalInterface
public interface EventDecoder<E> {
    /**
     * Decodes {@code length} bytes from {@code offset} on.
     *
     * @throws DecodeException if the bytes are not an event; the record is then quarantined with its message
     */
    E decode(byte[] bytes, int offset, int length) throws DecodeException;
}
