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
 * @param memoryBytes what partials may take in memory, over all threads, before memory is given back
 * @param cacheBytes RocksDB's block cache
 * @param follow how often to look for a new manifest
 * @param handOver how long a node that ends goes on answering for what others have yet to take over
 */
public record SpeedSettings(
        String node,
        Path stateDirectory,
        BatchInterval interval,
        int threads,
        Duration tick,
        long memoryBytes,
        long cacheBytes,
        Duration follow,
        Duration handOver) {

    /** Defaults: two threads, a tick of a second, 256 MiB of partials in memory, a cache of 64 MiB. */
    public static SpeedSettings of(Path stateDirectory, BatchInterval interval) {
        return new SpeedSettings(
                "speed",
                stateDirectory,
                interval,
                2,
                Duration.ofSeconds(1),
                256L << 20,
                64L << 20,
                Duration.ofMillis(200),
                Duration.ofSeconds(20));
    }
}
