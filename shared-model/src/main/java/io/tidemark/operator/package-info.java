/**
 * What may stand between decode and fold. Keeps true that what comes of a record is a function of a bounded stretch of its
 * partition's log. No builder has a word for an operator that users could say: the engines of runs honour one, and the
 * realtime view has none yet. Knows nothing. Read {@link io.tidemark.operator.Operator} first.
 */
package io.tidemark.operator;
