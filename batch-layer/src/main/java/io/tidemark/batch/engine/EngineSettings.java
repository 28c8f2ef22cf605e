package io.tidemark.batch.engine;

import java.nio.file.Path;

/**
 * What a run may use of this machine.
 *
 * @param threads by default as many as there are cores
 * @param memoryBytes what rows (group and tile) of all aggregations of a stream, and the files that are read and written,
 *     may take in memory: beyond three quarters of it rows are spilled; by default an eighth of the heap
 * @param spillDirectory a local directory for what does not fit into memory; by default the one for temporary files
 * @param fileRows how many rows a view file should have at most: a slice that has more has several, by key range
 */
public record EngineSettings(int threads, long memoryBytes, Path spillDirectory, long fileRows) {
    /** A file is read and rewritten as a whole, and is the least that an engine gives a task to merge. */
    private static final long USUAL_FILE_ROWS = 4 << 20;

    public EngineSettings {
        if (threads < 1 || memoryBytes < 1 || fileRows < 1) {
            throw new IllegalArgumentException("engine: " + threads + " threads, " + memoryBytes + " bytes of memory, "
                    + fileRows + " rows of a file; each must be at least 1");
        }
    }

    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() / 8,
                Path.of(System.getProperty("java.io.tmpdir")),
                USUAL_FILE_ROWS);
    }

    public EngineSettings withThreads(int other) {
        return new EngineSettings(other, memoryBytes, spillDirectory, fileRows);
    }

    public EngineSettings withMemoryBytes(long bytes) {
        return new EngineSettings(threads, bytes, spillDirectory, fileRows);
    }

    public EngineSettings withSpillDirectory(Path directory) {
        return new EngineSettings(threads, memoryBytes, directory, fileRows);
    }

    public EngineSettings withFileRows(long rows) {
        return new EngineSettings(threads, memoryBytes, spillDirectory, rows);
    }
}
