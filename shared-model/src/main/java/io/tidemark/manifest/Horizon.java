package io.tidemark.manifest;

import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a view is a matter of wall time. Fixed when its run is planned (PROTOCOL 25): whatever clocks producers set,
 * nothing expires and nothing is settled beyond it.
 *
 * @param plannedMillis the wall clock at which the run was planned
 * @param expiredBeforeMillis tiles that start before this are expired; {@link Long#MIN_VALUE}: none
 * @param quietUntilMillis for each partition that the topic had, the last wall time at which a run found it wholly read
 *     (PROTOCOL 24); {@link LogClock#NONE} for one that never was
 */
public record Horizon(long plannedMillis, long expiredBeforeMillis, SortedMap<PartitionId, Long> quietUntilMillis) {
    /** Before the first run: nothing expired, nothing settled. */
    public static final Horizon NONE = new Horizon(LogClock.NONE, Long.MIN_VALUE, new TreeMap<>());

    public Horizon {
        quietUntilMillis = Collections.unmodifiableSortedMap(new TreeMap<>(quietUntilMillis));
    }
}
