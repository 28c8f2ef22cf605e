package io.tidemark.tidemark;

import io.tidemark.time.LogClock;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The offset vector up to which the batch view answers, with what is needed to go on from there.
 *
 * @param topicId the id of the topic whose offsets these are, or empty before anything was read; a topic that was
 *     re-created has another
 * @param positions by partition; one that is absent stands at {@link LogPosition#ZERO}
 */
public record Tidemark(String topicId, SortedMap<Integer, LogPosition> positions) {
    /** Before the first run: everything is answered by the realtime view. */
    public static final Tidemark START = new Tidemark("", new TreeMap<>());

    public Tidemark {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }

    public static Tidemark of(String topicId, Map<Integer, LogPosition> positions) {
        return new Tidemark(topicId, new TreeMap<>(positions));
    }

    public LogPosition at(int partition) {
        return positions.getOrDefault(partition, LogPosition.ZERO);
    }

    public long offset(int partition) {
        return at(partition).offset();
    }

    /** The least log clock of the partitions that have a position: what the tidemark is as a time. */
    public long leastLogClockMillis() {
        long least = LogClock.NONE;
        boolean isAny = false;
        for (LogPosition position : positions.values()) {
            if (position.offset() > 0) {
                least = isAny ? Math.min(least, position.logClockMillis()) : position.logClockMillis();
                isAny = true;
            }
        }
        return least;
    }

    public OffsetVector offsets() {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        positions.forEach((partition, position) -> offsets.put(partition, position.offset()));
        return new OffsetVector(offsets);
    }
}
