package io.tidemark.serving.flip;

import java.util.OptionalInt;

/**
 * What an answer does not know, though it is there: missing is not zero.
 *
 * @param partition whose records from the tidemark on are missing; empty: those of all partitions
 */
public record MissingPart(OptionalInt partition, String reason) {
    static MissingPart of(int partition, String reason) {
        return new MissingPart(OptionalInt.of(partition), reason);
    }

    /** Whether all that {@code other} misses is missing here too. */
    boolean covers(MissingPart other) {
        return partition.isEmpty() || partition.equals(other.partition);
    }
}
