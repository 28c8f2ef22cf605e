package io.tidemark.batch.run;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.Silence;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a run is planned, and where the log of its stream ended then.
 *
 * @param plannedMillis the wall clock, which bounds what expires and what is settled (PROTOCOL 25)
 * @param ends the offset after each partition's newest record, asked for no earlier than {@code plannedMillis}; empty if
 *     the log could not tell, for which no run waits
 */
record Moment(long plannedMillis, SortedMap<PartitionId, Long> ends) {
    Moment {
        ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
    }

    /**
     * To be taken before the archive is looked at: what comes later is in neither.
     *
     * @param silence of the log's topics, as far as they were asked for
     */
    static Moment of(LogTopics log, Clock clock, String topic, Silence silence) {
        long plannedMillis = clock.millis();
        if (silence.isOfAll()) {
            return new Moment(plannedMillis, new TreeMap<>());
        }
        try {
            LogTopic now = log.describe(topic);
            TreeMap<PartitionId, Long> ends = new TreeMap<>();
            log.endOffsets(topic).forEach((partition, end) -> ends.put(now.partition(partition), end));
            return new Moment(plannedMillis, ends);
        } catch (LogUnavailableException | LogMismatchException unknown) {
            silence.heard(unknown);
            // Whoever reads the log says so; a run is a function of the archive.
            return new Moment(plannedMillis, new TreeMap<>());
        }
    }
}
