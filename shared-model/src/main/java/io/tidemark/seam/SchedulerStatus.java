package io.tidemark.seam;

import io.tidemark.fault.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the batch layer fares.
 *
 * @param next when the next scheduled run is due; empty while paused
 * @param archive how far the archive reaches, by partition
 * @param faults what keeps it from going on; empty when all is well
 */
public record SchedulerStatus(
        boolean paused, Optional<Instant> next, List<ArchivedPartition> archive, List<Fault> faults) {
    /**
     * The visible end of one partition's chain of files.
     *
     * @param tombstones how many records without a value were passed
     */
    public record ArchivedPartition(
            String topic,
            int partition,
            long end,
            long logClockMillis,
            long files,
            long quarantined,
            long tombstones) {}
}
