/**
 * Sorted rows of one aggregation, in memory, in local files and in the files of an old view, and their merge. Keeps true
 * that equal rows are merged in the order of their runs, whatever was spilled and however a slice is divided, and that
 * what does not fit into memory leaves no file behind, however the process ends. Knows {@code engine}, {@code view} and
 * {@code storage}. Read {@link io.tidemark.batch.engine.merge.SortedRun} first, then
 * {@link io.tidemark.batch.engine.merge.MergedRows}.
 *
 * <p>More than fifteen files: six are the kinds of runs and the cursors over them.
 */
package io.tidemark.batch.engine.merge;
