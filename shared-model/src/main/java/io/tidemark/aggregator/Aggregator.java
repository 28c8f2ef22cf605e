package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * A commutative monoid with a finish. {@link #create} makes the empty accumulator, {@link #add} takes one event in,
 * {@link #merge} joins two accumulators, {@link #result} finishes, {@link #write} and {@link #read} store. Instances
 * hold no state of their own and may be used by many threads; an accumulator is owned by one thread at a time.
 *
 * <p>The laws (run {@code AggregatorLaws} on your own):
 *
 * <ul>
 *   <li>merging in any order and grouping, and with empty accumulators, gives the same result (within the stated error
 *       for an aggregator that is not {@link Trait#EXACT});
 *   <li>adding a list of events to one accumulator equals adding its parts to several and merging those;
 *   <li>{@code read(write(a))} gives an accumulator equal in every later result, and reads exactly what was written;
 *   <li>{@code merge} leaves {@code from} as it was, and {@code result} leaves the accumulator as it was;
 *   <li>ties are broken by {@link EventPosition}, never by arrival.
 * </ul>
 *
 * @param <E> the event
 * @param <A> the accumulator, mutable
 * @param <R> the result: {@code Long}, {@code Double}, {@code BigDecimal}, {@code String}, {@code Boolean},
 *     {@code Instant}, or a {@code List} or {@code Map} of such; null when there is no answer (the mean of nothing)
 */
public interface Aggregator<E, A, R> {
    A create();

    /** Takes one event in. An exception from the user's functions leaves the accumulator as it was. */
    void add(A accumulator, E event, EventPosition at);

    void merge(A into, A from);

    R result(A accumulator);

    void write(A accumulator, ByteWriter out);

    A read(ByteReader in);

    /**
     * About how many bytes an accumulator takes on the heap, with all that only it refers to; too many does less harm than
     * too few. The speed layer asks when it has written one, to keep to its memory. The default guesses.
     *
     * @param encodedBytes how many {@link #write} made of it
     */
    default long heapBytes(A accumulator, int encodedBytes) {
        return 64 + 4L * encodedBytes;
    }

    ResultType resultType();

    /** Name and parameters, such as {@code quantile(0.95,k=200)}: part of the definition's fingerprint. */
    String describe();

    Set<Trait> traits();

    /** The user's functions inside, for the fingerprint and to know which fields of the event are needed. */
    default List<Serializable> functions() {
        return List.of();
    }
}
