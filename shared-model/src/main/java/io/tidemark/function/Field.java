package io.tidemark.function;

import java.io.Serializable;
import java.util.function.Function;

/**
 * A value taken from an event, such as {@code Flight::origin}. Must be pure: the same event gives the same value, in
 * whatever process. Serializable only so that the definition can be inspected; it is never serialised.
 */
@FunctionalInterface
public interface Field<E, V> extends Function<E, V>, Serializable {}
