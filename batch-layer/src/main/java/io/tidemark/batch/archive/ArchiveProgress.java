package io.tidemark.batch.archive;

import io.tidemark.tidemark.PartitionId;

/**
 * How far one partition is.
 *
 * @param archived the end of its chain: records below it are in the archive
 * @param read the offset to be read next
 * @param fault why it stands still; empty if it does not
 */
public record ArchiveProgress(PartitionId partition, long archived, long read, String fault) {}
