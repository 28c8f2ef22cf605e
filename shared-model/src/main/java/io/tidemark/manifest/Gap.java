package io.tidemark.manifest;

import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;

/** Records that are lost: the log was truncated before they were archived. Part of every answer that spans it. */
public record Gap(PartitionId partition, OffsetRange offsets, String reason) {}
