package io.tidemark.tidemark;

import io.tidemark.time.LogClock;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A log that is read no more, since somebody has said so: it was lost, made anew, or left for another one of its name. What was
 * archived of it stands. No realtime view has anything of it.
 *
 * @param starts where it began for us, by the number of the partition
 * @param ends where its archive ends: all that will ever be known of it is below
 */
public record EndedLog(LogId log, SortedMap<Integer, Long> starts, SortedMap<Integer, Long> ends) {
    public EndedLog {
        starts = Collections.unmodifiableSortedMap(new TreeMap<>(starts));
        ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
    }

    /** Where a view of it begins that has read none of it. */
    public LogPosition start(int partition) {
        // What was before is in no clock.
        return new LogPosition(starts.getOrDefault(partition, 0L), LogClock.START, -1);
    }
}
