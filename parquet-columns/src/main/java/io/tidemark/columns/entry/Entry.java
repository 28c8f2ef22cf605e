package io.tidemark.columns.entry;

/**
 * One row of a file of what an operator remembers of a partition.
 *
 * @param logClockMillis at which it was put
 */
public record Entry(byte[] key, byte[] value, long logClockMillis) {}
