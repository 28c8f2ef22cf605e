package io.tidemark.batch.engine;

/**
 * Opens an engine of others. One that is on the class path is found by its name, as {@link java.util.ServiceLoader} finds
 * services. What it does in other processes is the work of {@code engine.task}; an engine has a plan made, brings the rows
 * from who folds to who merges, and the reports back.
 */
public interface EngineProvider {
    /** What {@code batch.engine} calls it. */
    String name();

    /**
     * Opens it, for as long as the process lives. Asks nothing that may pass, such as whether a cluster can be reached now.
     *
     * @throws EngineException if it is not set up, with what to set
     */
    Engine open(EngineChoice choice, EngineContext context);
}
