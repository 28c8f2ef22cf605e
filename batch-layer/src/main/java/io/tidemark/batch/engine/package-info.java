/**
 * Engines: from a range of the archive and an old view to new view files, with the one fold. This package is what an
 * engine promises and what it is asked; {@code engine.fold} and {@code engine.merge} do it, {@code engine.local} in threads of
 * this process, {@code engine.order} and {@code engine.task} in other processes, for engines of others. Keeps
 * true that what is written depends on the pass alone, not on threads or timing; that a part whose definition has an
 * operator is given whole partitions in the order of the log, after what the operator looks back at; and that nothing is
 * published. Knows
 * {@code archive}; runs ask it, and the rooms below it answer. Read {@link io.tidemark.batch.engine.Engine} first, then
 * {@link io.tidemark.batch.engine.Part}.
 */
package io.tidemark.batch.engine;
