package io.tidemark.serving.flip;

import io.tidemark.tidemark.PartitionId;
import java.util.Optional;

/**
 * What an answer does not know, though it is there: missing is not zero.
 *
 * @param partition whose records from the tidemark on are missing; empty: those of all partitions
 * @param mend what somebody can do about it
 */
public record MissingPart(Optional<PartitionId> partition, String reason, String mend) {
    private static final String START =
            "see the faults in the status; if none says why, start a speed node, or see that it can be reached";

    /** Nobody has the partition. */
    static MissingPart unowned(PartitionId partition, String reason) {
        return new MissingPart(Optional.of(partition), reason, START);
    }

    /** Somebody has it, and cannot answer from the tidemark on. */
    static MissingPart unanswered(PartitionId partition, String reason) {
        return new MissingPart(
                Optional.of(partition), reason, "it is tried again; if it lasts, see the faults in the status");
    }

    /** Nobody has told yet what partitions there are. */
    static MissingPart unknown() {
        return new MissingPart(
                Optional.empty(),
                "no speed node has told what partitions there are",
                START + "; see that the log can be reached");
    }

    /** The same for who is to see rows alone: a reason can name nodes and files. */
    MissingPart withoutReason() {
        return new MissingPart(
                partition,
                "it cannot be answered for at present",
                "it is tried again; if it lasts, tell who runs the nodes");
    }

    /** Whether all that {@code other} misses is missing here too. */
    boolean covers(MissingPart other) {
        return partition.isEmpty() || partition.equals(other.partition);
    }
}
