package io.tidemark.aggregator;

/**
 * An aggregator whose accumulator is a sketch of Apache DataSketches, which other systems can read. Its {@code read}
 * takes a length and {@link #sketch}'s bytes.
 */
public interface SketchAggregator<E, A, R> extends Aggregator<E, A, R> {
    /** The sketch in the library's own compact bytes; an empty one has some too. */
    byte[] sketch(A accumulator);
}
