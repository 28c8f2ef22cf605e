/**
 * The work of an order, in tasks that any process can do: {@link io.tidemark.batch.engine.task.FoldTask} makes sorted rows
 * of a unit's files, a shuffle that is not ours brings those of an interval together, and {@link
 * io.tidemark.batch.engine.task.MergeTask} makes view files of them. Keeps true that a task gives the same whenever and
 * wherever it runs, and that what no report names is named by nobody. Knows {@code engine}, its {@code order}, {@code fold}
 * and {@code merge}; engines of others know it. Read {@link io.tidemark.batch.engine.task.WorkPlan} first.
 */
package io.tidemark.batch.engine.task;
