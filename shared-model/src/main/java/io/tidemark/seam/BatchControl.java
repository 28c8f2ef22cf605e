package io.tidemark.seam;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How an operator steers the batch layer, from whatever process. Requests and history survive restarts. */
public interface BatchControl {
    /** Queues a run. Returns its id. */
    String request(RunRequest request) throws IOException;

    /** The newest runs first: queued, running and ended. */
    List<RunReport> runs(int limit) throws IOException;

    Optional<RunReport> run(String id) throws IOException;

    /** Starts no further scheduled run until {@link #resume}. A run that is under way ends. */
    void pause() throws IOException;

    void resume() throws IOException;

    SchedulerStatus status() throws IOException;
}
