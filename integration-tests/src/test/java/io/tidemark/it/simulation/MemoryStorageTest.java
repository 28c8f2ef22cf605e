package io.tidemark.it.simulation;

import io.tidemark.batch.storage.Storage;
import io.tidemark.it.contracts.StorageContract;
import io.tidemark.testkit.ManualClock;
import java.time.Instant;
import org.apache.hadoop.fs.Path;

/** What the simulation takes for a disk keeps the promises of one. */
class MemoryStorageTest extends StorageContract {
    private final FileTree files = new FileTree();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    protected Storage storage() {
        return Storage.on(new MemoryFileSystem(files, clock), new Path("/root"));
    }

    @Override
    protected boolean replacesInOneStep() {
        return false;
    }
}
