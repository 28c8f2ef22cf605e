/**
 * What may stand between decode and fold. Keeps true that what comes of a record is a function of a bounded stretch of its
 * partition's log, and that all that is remembered of it is in a memory that somebody else looks after. No builder has a word
 * for an operator that users could say: the engines of runs honour one, and the realtime view has none yet. Knows bytes alone. Read {@link io.tidemark.operator.Operator} first.
 */
package io.tidemark.operator;
