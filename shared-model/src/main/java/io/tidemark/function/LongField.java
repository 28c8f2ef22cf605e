package io.tidemark.function;

import java.io.Serializable;
import java.util.function.ToLongFunction;

/** A whole number taken from an event, such as {@code Flight::delay}. As pure as a {@link Field}. */
@FunctionalInterface
public interface LongField<E> extends ToLongFunction<E>, Serializable {}
