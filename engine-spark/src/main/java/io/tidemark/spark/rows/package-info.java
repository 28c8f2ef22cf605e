/**
 * Folded rows on their way through Spark's shuffle, many in a chunk. Keeps true that a merge gets the rows of its interval in
 * ascending order of their keys, while it holds one chunk of each unit. Read {@link io.tidemark.spark.rows.ChunkKey} first.
 */
package io.tidemark.spark.rows;
