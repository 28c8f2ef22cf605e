package io.tidemark.manifest;

import io.tidemark.time.TimeRange;

/**
 * One file of a batch view: tiles of an aggregation whose start lies in a range, of groups whose key lies in another,
 * sorted by group and tile. Never changes once it is named.
 *
 * @param path relative to the batch layer's root
 * @param tiles the half-open range of tile starts that this file answers for
 * @param keys the groups that this file alone answers for in those tiles: a slice may have several files
 */
public record ViewFile(String path, TimeRange tiles, KeyRange keys, long rows, long bytes, FileOrigin origin) {
    /** One that has all groups of its tiles, of a writer that did not say who it was. */
    public ViewFile(String path, TimeRange tiles, long rows, long bytes) {
        this(path, tiles, KeyRange.ALL, rows, bytes, FileOrigin.UNKNOWN);
    }

    /** The same file, of which these groups alone are meant. */
    public ViewFile of(KeyRange others) {
        return new ViewFile(path, tiles, others, rows, bytes, origin);
    }

    /** The same file, of which so many rows are meant. */
    public ViewFile of(long someRows) {
        return new ViewFile(path, tiles, keys, someRows, bytes, origin);
    }
}
