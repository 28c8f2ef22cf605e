/**
 * Runs on Spark, as seen from the process that asks for them: it submits a driver by spark-submit, hears it, and gives back
 * what it reports; publishing stays with the run. Keeps true that nothing is published but by the run, and that no
 * application outlives the process that submitted it, however either ends. Knows {@code batch.engine} and no class of
 * Spark's, which this process need not have: what runs there is in {@code driver} and {@code rows}. Read
 * {@link io.tidemark.spark.SparkEngine} first.
 */
package io.tidemark.spark;
