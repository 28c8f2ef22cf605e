package io.tidemark.batch.engine.task;

import java.nio.file.Path;

/**
 * What a task may use where it runs.
 *
 * @param memoryBytes for rows and for files that are read and written
 * @param spillDirectory a local directory for what does not fit into memory
 */
public record TaskSettings(long memoryBytes, Path spillDirectory) {
    /** Of what is left of a heap beside the engine's own buffers. */
    private static final int PART_OF_HEAP = 3;

    /** For a process that has one task at a time: a third of its heap, for an engine has buffers of its own. */
    public static TaskSettings ofThisProcess() {
        return new TaskSettings(
                Runtime.getRuntime().maxMemory() / PART_OF_HEAP, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same for one that has several at once. */
    public TaskSettings dividedBy(int tasks) {
        return new TaskSettings(Math.max(1, memoryBytes / tasks), spillDirectory);
    }
}
