package io.tidemark.function;

import java.io.Serializable;
import java.util.function.ToDoubleFunction;

/** A floating-point number taken from an event. As pure as a {@link Field}. */
@FunctionalInterface
public interface DoubleField<E> extends ToDoubleFunction<E>, Serializable {}
