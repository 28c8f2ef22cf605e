/**
 * Spark, streaming and over Parquet. Read {@link io.tidemark.bench.spark.Query} first.
 */
package io.tidemark.bench.spark;
