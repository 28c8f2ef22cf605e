package io.tidemark.batch.engine;

import java.nio.file.Path;

/**
 * What a run may use of this machine.
 *
 * @param threads by default as many as there are cores
 * @param memoryRows how many rows (group and tile) of all aggregations of a stream are kept in memory before they are
 *     spilled, a row counting once more for every 64 bytes that it takes when stored; by default as many as fit into a
 *     quarter of the heap
 * @param spillDirectory a local directory for what does not fit into memory; by default the one for temporary files
 */
public record EngineSettings(int threads, int memoryRows, Path spillDirectory) {
    /** What a row of a few small accumulators takes, with its group's key. */
    private static final int ROW_BYTES = 256;

    public EngineSettings {
        if (threads < 1 || memoryRows < 1) {
            throw new IllegalArgumentException(
                    "engine: " + threads + " threads, " + memoryRows + " rows in memory; each must be at least 1");
        }
    }

    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().availableProcessors(),
                memoryRows(Runtime.getRuntime().maxMemory()),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static int memoryRows(long heapBytes) {
        return (int) Math.min(Integer.MAX_VALUE, heapBytes / 4 / ROW_BYTES);
    }

    public EngineSettings withThreads(int other) {
        return new EngineSettings(other, memoryRows, spillDirectory);
    }

    public EngineSettings withMemoryRows(int rows) {
        return new EngineSettings(threads, rows, spillDirectory);
    }

    public EngineSettings withSpillDirectory(Path directory) {
        return new EngineSettings(threads, memoryRows, directory);
    }
}
