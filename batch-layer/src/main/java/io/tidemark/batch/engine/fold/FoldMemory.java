package io.tidemark.batch.engine.fold;

/**
 * What the rows of a unit of work may take in memory before they are spilled, and what one row may take at all.
 */
public record FoldMemory(long ofUnit, long ofRow) {
    private static final int ROWS_AT_LEAST = 8;
    private static final long LEAST_ROW = 1 << 20;

    /** A part of what a run has, which goes on side by side in several units. */
    public static FoldMemory of(long memoryBytes, int units) {
        return new FoldMemory(Math.max(1, memoryBytes / units), ofRow(memoryBytes));
    }

    /** What one row may take of what a run has. */
    public static long ofRow(long memoryBytes) {
        return Math.max(LEAST_ROW, memoryBytes / ROWS_AT_LEAST);
    }
}
