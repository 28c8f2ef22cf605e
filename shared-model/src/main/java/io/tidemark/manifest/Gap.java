package io.tidemark.manifest;

import io.tidemark.tidemark.OffsetRange;

/** Records that are lost: the log was truncated before they were archived. Part of every answer that spans it. */
public record Gap(int partition, OffsetRange offsets, String reason) {}
