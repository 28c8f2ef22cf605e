package io.tidemark.function;

import java.io.Serializable;
import java.util.function.Predicate;

/** A claim about an event, such as {@code flight -> flight.delay() > 0}. As pure as a {@link Field}. */
@FunctionalInterface
public interface Condition<E> extends Predicate<E>, Serializable {}
