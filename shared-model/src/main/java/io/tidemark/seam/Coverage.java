package io.tidemark.seam;

import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which part of the logs an answer reflects.
 *
 * @param partitionCounts how many partitions each log has; one that is absent is not known yet
 * @param partitions those that the answerer owns; one that is absent has no owner there
 */
public record Coverage(
        SortedMap<LogId, Integer> partitionCounts, SortedMap<PartitionId, PartitionCoverage> partitions) {
    /** Nothing is known and nothing owned. */
    public static final Coverage NONE = new Coverage(new TreeMap<>(), new TreeMap<>());

    public Coverage {
        partitionCounts = Collections.unmodifiableSortedMap(new TreeMap<>(partitionCounts));
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    public static Coverage of(Map<LogId, Integer> partitionCounts, Map<PartitionId, PartitionCoverage> partitions) {
        return new Coverage(new TreeMap<>(partitionCounts), new TreeMap<>(partitions));
    }

    /** The partitions that the logs have, be they anybody's or not; a set of the receiver's. */
    public Set<PartitionId> everyPartition() {
        Set<PartitionId> every = new TreeSet<>();
        partitionCounts.forEach((log, count) -> {
            for (int p = 0; p < count; p++) {
                every.add(new PartitionId(log, p));
            }
        });
        return every;
    }

    /** Those of some topics of which nobody has told what partitions there are. */
    public List<String> untold(Collection<String> topics) {
        List<String> untold = new ArrayList<>();
        for (String topic : topics) {
            boolean isTold = false;
            for (LogId log : partitionCounts.keySet()) {
                isTold |= log.topic().equals(topic);
            }
            if (!isTold) {
                untold.add(topic);
            }
        }
        return untold;
    }

    /** How far one partition is answered. */
    public sealed interface PartitionCoverage {
        /** The answer reflects all records from the tidemark up to here; the tidemark itself when missing. */
        long asOf();
    }

    /**
     * State is contiguous from the tidemark to {@code asOf}.
     *
     * @param logClockMillis the log clock at {@code asOf}
     */
    public record Covered(long asOf, long logClockMillis) implements PartitionCoverage {}

    /** State stops short of the tidemark; it will jump there. Nothing from the tidemark on is known yet. */
    public record Behind(long asOf, String reason) implements PartitionCoverage {}

    /** There is no state that is contiguous from the tidemark on. */
    public record Missing(long asOf, String reason) implements PartitionCoverage {}
}
