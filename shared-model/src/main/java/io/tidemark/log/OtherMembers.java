package io.tidemark.log;

import io.tidemark.tidemark.PartitionId;
import java.util.Map;
import java.util.Set;

/** The other members of a group, as this process hears of them. Safe for use by many threads. */
public interface OtherMembers {
    /** Nobody is there, and nothing is told. */
    OtherMembers NONE = new OtherMembers() {
        @Override
        public Map<PartitionId, byte[]> told(Set<PartitionId> partitions) {
            return Map.of();
        }

        @Override
        public boolean isAny() {
            return false;
        }
    };

    /**
     * What was {@linkplain LogReader#tell told} last of each partition, unless this process told it.
     *
     * @throws LogUnavailableException if it cannot be heard at present
     */
    Map<PartitionId, byte[]> told(Set<PartitionId> partitions);

    /** Whether there is a member at all; for who is none any more. False if nobody knows. */
    boolean isAny();
}
