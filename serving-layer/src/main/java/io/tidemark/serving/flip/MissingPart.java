package io.tidemark.serving.flip;

import io.tidemark.tidemark.PartitionId;
import java.util.Optional;

/**
 * What an answer does not know, though it is there: missing is not zero.
 *
 * @param partition whose records from the tidemark on are missing; empty: those of all partitions
 */
public record MissingPart(Optional<PartitionId> partition, String reason) {
    static MissingPart of(PartitionId partition, String reason) {
        return new MissingPart(Optional.of(partition), reason);
    }

    /** Whether all that {@code other} misses is missing here too. */
    boolean covers(MissingPart other) {
        return partition.isEmpty() || partition.equals(other.partition);
    }
}
