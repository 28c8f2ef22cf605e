/**
 * Makes the data sets: the topic, the same events as Parquet, and the truth; and sends events at a steady rate.
 * Read {@link io.tidemark.bench.gen.Generate} first.
 */
package io.tidemark.bench.gen;
