package io.tidemark.tidemark;

import io.tidemark.time.LogClock;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a topic's log began when any layer first saw it: what was gone by then was never ours (PROTOCOL 26). Written once,
 * and never changed; a partition that is added later has 0.
 *
 * @param offsets of this log alone
 */
public record Since(LogId log, OffsetVector offsets) {
    public Since {
        for (PartitionId partition : offsets.offsets().keySet()) {
            if (!partition.log().equals(log)) {
                throw new IllegalArgumentException("the beginning of " + log + " names " + partition
                        + " of the log with " + partition.log().describe());
            }
        }
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
