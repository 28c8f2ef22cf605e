/**
 * Engines: from a range of the archive and an old view to new view files, with the one fold. Keeps true that what is
 * written depends on the inputs alone, not on threads or timing, and that memory is bounded. What is folded by columns
 * ({@link io.tidemark.batch.engine.KnownAnswers}) is, to the last bit, what is folded row by row. Knows {@code storage},
 * {@code archive} and {@code view}; publishes nothing. Read {@link io.tidemark.batch.engine.Engine} first, then
 * {@link io.tidemark.batch.engine.LocalEngine}.
 */
package io.tidemark.batch.engine;
