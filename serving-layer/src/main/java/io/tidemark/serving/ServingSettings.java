package io.tidemark.serving;

import io.tidemark.fault.FaultListener;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.serving.ranges.RangeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a serving node is set up.
 *
 * @param node its name, in its leases and its status; no other node's
 * @param indexDirectory where it keeps its index of the batch views, for one process at a time
 * @param cacheBytes how much of the index is kept in memory, uncompressed; a quarter of it on the heap
 * @param poll how often it looks for a newer manifest
 * @param lease how long the realtime side keeps what this node needs to answer, beyond its last word
 * @param listener hears every fault of this node as it comes up and when it is over
 * @param ranges how views are divided among serving nodes; empty: each has all of them
 */
public record ServingSettings(
        String node,
        Path indexDirectory,
        long cacheBytes,
        Duration poll,
        Duration lease,
        HttpSettings http,
        FaultListener listener,
        Optional<RangeSettings> ranges) {

    /** With nobody who hears of faults but those who ask for the status. */
    public ServingSettings(
            String node, Path indexDirectory, long cacheBytes, Duration poll, Duration lease, HttpSettings http) {
        this(node, indexDirectory, cacheBytes, poll, lease, http, FaultListener.NONE, Optional.empty());
    }

    /** The usual: polls once in a second, leases for 30, caches 64 MiB. */
    public static ServingSettings of(String node, Path indexDirectory, HttpSettings http) {
        return new ServingSettings(
                node, indexDirectory, 64L << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), http);
    }

    /** The same with another poll. */
    public ServingSettings polling(Duration every) {
        return new ServingSettings(node, indexDirectory, cacheBytes, every, lease, http, listener, ranges);
    }

    /** The same with another lease. */
    public ServingSettings leasing(Duration lasting) {
        return new ServingSettings(node, indexDirectory, cacheBytes, poll, lasting, http, listener, ranges);
    }

    /** The same with somebody who hears every fault. */
    public ServingSettings telling(FaultListener whom) {
        return new ServingSettings(node, indexDirectory, cacheBytes, poll, lease, http, whom, ranges);
    }

    /** The same, with one range of the views that are divided. */
    public ServingSettings dividing(RangeSettings division) {
        return new ServingSettings(
                node, indexDirectory, cacheBytes, poll, lease, http, listener, Optional.of(division));
    }
}
