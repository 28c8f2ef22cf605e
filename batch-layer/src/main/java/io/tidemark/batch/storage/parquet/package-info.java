/**
 * A storage's files as Parquet reads and writes them. Keeps true that what a file system says of itself is known from what
 * is wrong with a file's bytes. Imports nothing of Tidemark. Read {@link io.tidemark.batch.storage.parquet.StoredInput}
 * first.
 */
package io.tidemark.batch.storage.parquet;
