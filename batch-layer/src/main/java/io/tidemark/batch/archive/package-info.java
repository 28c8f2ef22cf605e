/**
 * The archive: every record of every stream, immutable, in Parquet. Keeps true that the files of a partition are one
 * chain from the beginning on, with no record missing and none twice, whatever is killed and however many writers there are;
 * and that rows hold what the log said, whatever the user's code does: it runs when they are read.
 * Knows {@code storage} and the module {@code parquet-columns}; the other packages of this layer know it. Read {@link io.tidemark.batch.archive.ArchiveWriter}
 * first to see a chain grow, {@link io.tidemark.batch.archive.Archive} to read one.
 */
package io.tidemark.batch.archive;
