/**
 * From the log into the archive. Keeps true that each record is in a chain once and none is missing, whatever is killed
 * and however many writers there are; that nothing in memory is ever needed; and that rows hold what the log said,
 * whatever the user's code does, since none of it runs here. Knows {@code archive} and {@code storage}.
 * Read {@link io.tidemark.batch.archive.write.ArchiveWriter} first, then
 * {@link io.tidemark.batch.archive.write.PartitionArchive}.
 */
package io.tidemark.batch.archive.write;
