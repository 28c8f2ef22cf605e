package io.tidemark.batch.engine.fold;

import io.tidemark.batch.view.ViewWriter;

/**
 * What the rows of a unit of work may take in memory before they are spilled, and what one row may take at all. A quarter of
 * what a run has is for the files that its threads read and write; half of the rest for what operators remember, if there are any.
 *
 * @param ofOperators what the operators of a unit may remember: it is never spilled
 */
public record FoldMemory(long ofUnit, long ofRow, long ofOperators) {
    private static final int ROWS_AT_LEAST = 8;
    private static final long LEAST_ROW = 1 << 20;
    private static final int PART_OF_FILES = 4;
    private static final int PART_OF_OPERATORS = 2;
    /** Buffers grow by doubling. */
    private static final int SLACK = 2;

    private static final long LEAST_ROW_GROUP = 256 << 10;
    private static final long LARGEST_ROW_GROUP = 16 << 20;

    /**
     * A part of what a run has, which goes on side by side in several units.
     *
     * @param operated how many units of parts with an operator are folded at once: what is remembered there is let go of when
     *     the unit is folded, where rows of all units wait to be merged
     */
    public static FoldMemory of(long memoryBytes, int units, int operated) {
        long all = memoryBytes - memoryBytes / PART_OF_FILES;
        long remembered = operated == 0 ? 0 : all / PART_OF_OPERATORS;
        long ofOperators = operated == 0 ? 0 : Math.max(LEAST_ROW, remembered / operated);
        return new FoldMemory(Math.max(1, (all - remembered) / units), ofRow(memoryBytes), ofOperators);
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
