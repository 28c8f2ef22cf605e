package io.tidemark.seam;

import io.tidemark.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the batch layer fares.
 *
 * @param next when the next scheduled incremental run is due; empty while paused
 * @param recomputes what is recomputed on a schedule
 * @param archive how far the archive reaches, by partition
 * @param faults what keeps it from going on; empty when all is well
 */
public record SchedulerStatus(
        boolean paused,
        Optional<Instant> next,
        List<RecomputeStatus> recomputes,
        List<ArchivedPartition> archive,
        List<Fault> faults) {
    /**
     * The visible end of one partition's chain of files.
     *
     * @param first the first offset that is kept
     * @param tombstones how many records without a value were passed
     */
    public record ArchivedPartition(
            String topic,
            int partition,
            long first,
            long end,
            long logClockMillis,
            long files,
            long quarantined,
            long tombstones) {}

    /**
     * What is recomputed on a schedule, and when.
     *
     * @param cron when it is due, as a Unix cron expression
     * @param zone whose wall clock that is meant by
     * @param last how far the range of event time reaches back
     * @param aggregations only these; empty: all
     * @param next when it is due next, while runs are paused too
     * @param waiting since when it is due without having been queued: runs are paused, or the former run is under way
     * @param run the id of its newest run
     */
    public record RecomputeStatus(
            String name,
            String cron,
            String zone,
            Duration last,
            List<String> aggregations,
            Optional<Instant> next,
            Optional<Instant> waiting,
            Optional<String> run) {}
}
