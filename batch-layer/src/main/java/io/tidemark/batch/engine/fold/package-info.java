/**
 * Records of the archive on their way into sorted rows, with the one fold. Keeps true that what is folded by columns
 * ({@link io.tidemark.batch.engine.fold.KnownAnswers}) is, to the last bit, what is folded row by row; that an operator
 * ({@link io.tidemark.batch.engine.fold.OperatedPart}) sees each record of its partition once, in order; that a record which
 * went in by half is taken out again; and that memory is bounded. Knows {@code engine}, {@code engine.merge} and
 * {@code archive}. Read {@link io.tidemark.batch.engine.fold.FoldUnit} first, then
 * {@link io.tidemark.batch.engine.fold.PartFold}.
 */
package io.tidemark.batch.engine.fold;
