package io.tidemark.manifest;

import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;

/**
 * Records that do not count: the log was truncated before they were archived, or they do not tell what the definition reads.
 * Part of every answer that spans it.
 */
public record Gap(PartitionId partition, OffsetRange offsets, String reason) {}
