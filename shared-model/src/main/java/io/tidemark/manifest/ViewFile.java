package io.tidemark.manifest;

import io.tidemark.time.TimeRange;

/**
 * One file of a batch view: all tiles of an aggregation whose start lies in a range, sorted by group and tile. Never
 * changes once it is named.
 *
 * @param path relative to the batch layer's root
 * @param tiles the half-open range of tile starts that this file alone answers for
 */
public record ViewFile(String path, TimeRange tiles, long rows, long bytes) {}
