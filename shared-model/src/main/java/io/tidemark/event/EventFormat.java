package io.tidemark.event;

/**
 * How the bytes of a record become an event. {@code Json} and {@code Csv} come with Tidemark; implement this for your
 * own. A format is immutable and may be shared; the decoders it makes are owned by one thread each.
 */
public interface EventFormat {
    /** A name that changes when the meaning of the bytes changes: part of the definition's fingerprint. */
    String name();

    /**
     * A decoder for one record class.
     *
     * @throws IllegalArgumentException if this format cannot produce that class; the message names the component
     */
    <E> EventDecoder<E> decoder(Class<E> event);
}
