package io.tidemark.tidemark;

import io.tidemark.time.LogClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a topic's log began when any layer first saw it: what was gone by then was never ours (PROTOCOL 26). Written once,
 * and never changed; a partition that is added later has 0. A log that takes the place of another is a log of its own
 * (PROTOCOL 23), with a beginning of its own.
 *
 * @param offsets of this log alone
 * @param ended the logs of this name that were read before it, the first one first
 */
public record Since(LogId log, OffsetVector offsets, List<EndedLog> ended) {
    public Since {
        ended = List.copyOf(ended);
        for (PartitionId partition : offsets.offsets().keySet()) {
            if (!partition.log().equals(log)) {
                throw new IllegalArgumentException("the beginning of " + log + " names " + partition
                        + " of the log with " + partition.log().describe());
            }
        }
    }

    /** Of the first log of its name. */
    public Since(LogId log, OffsetVector offsets) {
        this(log, offsets, List.of());
    }

    /** @param starts by the number of the partition */
    public static Since of(LogId log, Map<Integer, Long> starts) {
        TreeMap<PartitionId, Long> offsets = new TreeMap<>();
        starts.forEach((partition, start) -> offsets.put(new PartitionId(log, partition), start));
        return new Since(log, new OffsetVector(offsets));
    }

    public String topic() {
        return log.topic();
    }

    /** Which log of its name another one is: 1 is the first; empty if it is none of those that were read. */
    public Optional<Integer> number(LogId other) {
        for (int i = 0; i < ended.size(); i++) {
            if (ended.get(i).log().equals(other)) {
                return Optional.of(i + 1);
            }
        }
        return other.equals(log) ? Optional.of(ended.size() + 1) : Optional.empty();
    }

    /** What is known of a log that is read no more; empty of any other. */
    public Optional<EndedLog> ended(LogId former) {
        return ended.stream().filter(one -> one.log().equals(former)).findFirst();
    }

    /** @param partition its number */
    public LogPosition at(int partition) {
        return at(new PartitionId(log, partition));
    }

    private LogPosition at(PartitionId partition) {
        // What was before is in no clock.
        return new LogPosition(offsets.at(partition), LogClock.START, -1);
    }

    /** Where a view begins that was never published. */
    public Tidemark tidemark() {
        TreeMap<PartitionId, LogPosition> positions = new TreeMap<>();
        offsets.offsets().keySet().forEach(partition -> positions.put(partition, at(partition)));
        return new Tidemark(positions);
    }
}
