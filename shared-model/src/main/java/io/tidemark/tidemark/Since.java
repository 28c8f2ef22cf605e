package io.tidemark.tidemark;

import io.tidemark.time.LogClock;
import java.util.TreeMap;

/**
 * Where a topic's log began when any layer first saw it: what was gone by then was never ours (PROTOCOL 26). Written once,
 * and never changed; a partition that is added later has 0.
 *
 * @param topicId the id of the topic whose offsets these are
 */
public record Since(String topic, String topicId, OffsetVector offsets) {
    public Since {
        if (topic.isEmpty() || topicId.isEmpty()) {
            throw new IllegalArgumentException(
                    "a beginning needs a topic and its id: \"" + topic + "\", \"" + topicId + "\"");
        }
    }

    public LogPosition at(int partition) {
        // What was before is in no clock.
        return new LogPosition(offsets.at(partition), LogClock.NONE, -1);
    }

    /** Where a view begins that was never published. */
    public Tidemark tidemark() {
        TreeMap<Integer, LogPosition> positions = new TreeMap<>();
        offsets.offsets().keySet().forEach(partition -> positions.put(partition, at(partition)));
        return new Tidemark(topicId, positions);
    }
}
