package io.tidemark.columns.read;

/**
 * A small number for each of some rows, such that rows of equal numbers have equal values in some columns.
 *
 * @param keys by row; used again for the next rows
 * @param bound every key is below it
 */
public record RowKeys(int[] keys, int bound) {}
