/**
 * The whole of Tidemark but its threads, sockets and disks, driven step by step in one thread: the real consume, archive,
 * run, publish, index, flip and merge code over a log, files and a clock in memory. Keeps true that after every step
 * every answer equals the plain fold below its {@code asOf}, whatever the history. Read {@link
 * io.tidemark.it.simulation.CutSimulationTest} first, then {@link io.tidemark.it.simulation.Move} for what can happen and
 * {@link io.tidemark.it.simulation.World} for what it happens to.
 */
package io.tidemark.it.simulation;
