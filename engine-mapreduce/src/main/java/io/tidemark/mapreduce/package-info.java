/**
 * Runs as jobs of Hadoop MapReduce: a map task folds a unit, the shuffle sorts its rows, a reduce task merges an interval
 * and writes view files. Keeps true that the reports of committed attempts count and no others, so that whatever failed,
 * was killed or was started twice leaves nothing that is named; and that nothing is published here. Knows the batch layer's
 * {@code engine} and {@code storage}. Read {@link io.tidemark.mapreduce.MapReduceEngine} first, then {@link
 * io.tidemark.mapreduce.ReportCommitter}.
 */
package io.tidemark.mapreduce;
