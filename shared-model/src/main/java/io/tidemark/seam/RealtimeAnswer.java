package io.tidemark.seam;

import io.tidemark.fold.TileTable;

/**
 * Rows of the realtime view, with the proof of what they cover.
 *
 * @param rows merged over all partitions that {@code coverage} calls covered, and owned by the receiver
 */
public record RealtimeAnswer(Coverage coverage, TileTable rows) {}
