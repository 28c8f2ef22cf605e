package io.tidemark.tidemark;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One offset per partition: all records below it. A partition that is absent stands at 0. */
public record OffsetVector(SortedMap<PartitionId, Long> offsets) {
    public static final OffsetVector ZERO = new OffsetVector(new TreeMap<>());

    public OffsetVector {
        TreeMap<PartitionId, Long> copy = new TreeMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset < 0) {
                throw new IllegalArgumentException("partition " + partition + ": offset " + offset + " is negative");
            }
            if (offset > 0) {
                copy.put(partition, offset);
            }
        });
        offsets = Collections.unmodifiableSortedMap(copy);
    }

    public static OffsetVector of(Map<PartitionId, Long> offsets) {
        return new OffsetVector(new TreeMap<>(offsets));
    }

    public long at(PartitionId partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    /** Whether no partition stands below where it stands in {@code other}. */
    public boolean covers(OffsetVector other) {
        return other.offsets.entrySet().stream().allMatch(e -> at(e.getKey()) >= e.getValue());
    }
}
