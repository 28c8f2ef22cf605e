/**
 * What the files of the archive hold, as events: one by one, or by the batch with their columns. Keeps true that user code
 * runs now, on what the log said then, and that nothing is read of a file whose bytes are not those that were written.
 * Knows {@code archive}, {@code storage} and the module {@code parquet-columns}. Read
 * {@link io.tidemark.batch.archive.read.ArchiveReader} first.
 */
package io.tidemark.batch.archive.read;
