package io.tidemark.model;

import io.tidemark.function.Field;

/** One field of an aggregation's group. A null value is a group of its own. */
public record GroupField<E>(String name, Field<E, ?> value, GroupType type) {}
