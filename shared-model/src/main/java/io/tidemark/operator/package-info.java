/**
 * What may stand between decode and fold. Keeps true that what comes of a record is a function of a bounded stretch of its
 * partition's log, and that all that is remembered of it is in a memory that somebody else looks after. Both layers run
 * what {@code distinctBy} says. Knows bytes alone. Read {@link io.tidemark.operator.Operator} first.
 */
package io.tidemark.operator;
