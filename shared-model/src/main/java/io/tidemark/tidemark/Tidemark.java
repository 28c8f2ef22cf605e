package io.tidemark.tidemark;

import io.tidemark.time.LogClock;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The offset vector up to which the batch view answers, with what is needed to go on from there.
 *
 * @param positions by partition; one that is absent stands at {@link LogPosition#ZERO}
 */
public record Tidemark(SortedMap<PartitionId, LogPosition> positions) {
    /** Before the first run: everything is answered by the realtime view. */
    public static final Tidemark START = new Tidemark(new TreeMap<>());

    public Tidemark {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }

    public static Tidemark of(Map<PartitionId, LogPosition> positions) {
        return new Tidemark(new TreeMap<>(positions));
    }

    /** Of each partition the place that lies furthest. */
    public static Tidemark furthest(Collection<Tidemark> tidemarks) {
        TreeMap<PartitionId, LogPosition> furthest = new TreeMap<>();
        for (Tidemark each : tidemarks) {
            each.positions.forEach((partition, position) ->
                    furthest.merge(partition, position, (a, b) -> a.offset() >= b.offset() ? a : b));
        }
        return new Tidemark(furthest);
    }

    /**
     * Where a partition stands. Whoever asks has made sure by {@link #namesake} that it is of the log whose offsets these
     * are: one of another log of the same name is absent, like any that was never read.
     */
    public LogPosition at(PartitionId partition) {
        return positions.getOrDefault(partition, LogPosition.ZERO);
    }

    public long offset(PartitionId partition) {
        return at(partition).offset();
    }

    /** The log whose offsets these are if it goes by the name of {@code log} and is another one (PROTOCOL 23). */
    public Optional<LogId> namesake(LogId log) {
        for (PartitionId partition : positions.keySet()) {
            if (partition.log().isNamesakeOf(log)) {
                return Optional.of(partition.log());
            }
        }
        return Optional.empty();
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
        TreeMap<PartitionId, Long> offsets = new TreeMap<>();
        positions.forEach((partition, position) -> offsets.put(partition, position.offset()));
        return new OffsetVector(offsets);
    }
}
