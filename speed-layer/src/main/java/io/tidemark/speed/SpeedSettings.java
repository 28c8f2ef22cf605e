package io.tidemark.speed;

import io.tidemark.time.BatchInterval;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a speed node runs.
 *
 * @param node its name in status and messages
 * @param stateDirectory where the realtime state is kept; one process at a time
 * @param interval the batch interval, which must be that of the batch layer
 * @param threads consumer threads, among which the partitions are spread
 * @param tick how long folded records may wait to be made durable
 * @param memoryRows how many partials are held in memory, over all threads, before memory is given back
 * @param cacheBytes RocksDB's block cache
 * @param follow how often to look for a new manifest
 */
public record SpeedSettings(
        String node,
        Path stateDirectory,
        BatchInterval interval,
        int threads,
        Duration tick,
        long memoryRows,
        long cacheBytes,
        Duration follow) {

    /** Defaults: two threads, a tick of a second, two million partials in memory, a cache of 64 MiB. */
    public static SpeedSettings of(Path stateDirectory, BatchInterval interval) {
        return new SpeedSettings(
                "speed",
                stateDirectory,
                interval,
                2,
                Duration.ofSeconds(1),
                2_000_000,
                64L << 20,
                Duration.ofMillis(200));
    }
}
