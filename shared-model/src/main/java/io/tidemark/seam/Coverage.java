package io.tidemark.seam;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which part of the log an answer reflects.
 *
 * @param partitionCount how many partitions the topic has; 0 if not known yet
 * @param partitions those that the answerer owns; one that is absent has no owner there
 */
public record Coverage(int partitionCount, SortedMap<Integer, PartitionCoverage> partitions) {
    public Coverage {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    public static Coverage of(int partitionCount, Map<Integer, PartitionCoverage> partitions) {
        return new Coverage(partitionCount, new TreeMap<>(partitions));
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
