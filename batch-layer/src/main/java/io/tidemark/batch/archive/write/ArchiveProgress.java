package io.tidemark.batch.archive.write;

import io.tidemark.fault.Fault;
import io.tidemark.tidemark.PartitionId;
import java.util.Optional;

/**
 * How far one partition is.
 *
 * @param archived the end of its chain: records below it are in the archive
 * @param read the offset to be read next
 * @param fault why it stands still, if it does
 */
public record ArchiveProgress(PartitionId partition, long archived, long read, Optional<Fault> fault) {}
