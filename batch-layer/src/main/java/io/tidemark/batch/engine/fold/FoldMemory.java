package io.tidemark.batch.engine.fold;

import io.tidemark.batch.view.ViewWriter;

/**
 * What the rows of a unit of work may take in memory before they are spilled, and what one row may take at all. A quarter of
 * what a run has is for the files that its threads read and write.
 */
public record FoldMemory(long ofUnit, long ofRow) {
    private static final int ROWS_AT_LEAST = 8;
    private static final long LEAST_ROW = 1 << 20;
    private static final int PART_OF_FILES = 4;
    private static final int PART_OF_ROWS = 2;
    /** Buffers grow by doubling. */
    private static final int SLACK = 2;

    private static final long LEAST_ROW_GROUP = 256 << 10;
    private static final long LARGEST_ROW_GROUP = 16 << 20;

    /** A part of what a run has, which goes on side by side in several units. */
    public static FoldMemory of(long memoryBytes, int units) {
        return new FoldMemory(Math.max(1, (memoryBytes - memoryBytes / PART_OF_FILES) / units), ofRow(memoryBytes));
    }

    /** What operators may remember of a unit of work, of what its rows may take: it is never spilled. */
    public long ofOperators() {
        return Math.max(LEAST_ROW, ofUnit / PART_OF_ROWS);
    }

    /** What a thread that writes a file may hold of it, of what a run has. */
    public static long ofRowGroup(long memoryBytes, int threads) {
        long share = memoryBytes / PART_OF_FILES / SLACK / (threads + ViewWriter.MOST_EARLY);
        return Math.max(LEAST_ROW_GROUP, Math.min(LARGEST_ROW_GROUP, share));
    }

    /** What one row may take of what a run has. */
    public static long ofRow(long memoryBytes) {
        return Math.max(LEAST_ROW, memoryBytes / ROWS_AT_LEAST);
    }
}
