/**
 * DuckDB over Parquet.
 */
package io.tidemark.bench.batch;
