package io.tidemark.kafka;

import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import org.apache.kafka.common.TopicPartition;

/**
 * An assigned partition, as the reader's own book has it.
 *
 * @param id of a log that is not known, until it could be asked for
 * @param isRead false until it was sought, or until it has rested
 * @param leaderEpoch of what is just below {@code offset}, or -1
 */
record Place(PartitionId id, boolean isRead, long offset, int leaderEpoch) {
    static Place notRead(PartitionId id) {
        return new Place(id, false, 0, -1);
    }

    /** Of a log that has yet to be asked for. */
    static Place unknown(TopicPartition partition) {
        return notRead(new PartitionId(new LogId(partition.topic(), "", ""), partition.partition()));
    }

    boolean isKnown() {
        return !id.log().topicId().isEmpty();
    }

    Place at(long newOffset, int newLeaderEpoch) {
        return new Place(id, true, newOffset, newLeaderEpoch);
    }

    Place stopped() {
        return new Place(id, false, offset, leaderEpoch);
    }
}
