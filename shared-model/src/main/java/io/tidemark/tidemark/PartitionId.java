package io.tidemark.tidemark;

/** One partition of one log. Its text is for people, such as {@code orders-0}; its order is by topic, then partition. */
public record PartitionId(LogId log, int partition) implements Comparable<PartitionId> {
    public String topic() {
        return log.topic();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Of one vector, most keys share their log.
    public int compareTo(PartitionId other) {
        if (log == other.log) {
            return Integer.compare(partition, other.partition);
        }
        int byTopic = topic().compareTo(other.topic());
        if (byTopic != 0) {
            return byTopic;
        }
        return partition != other.partition ? Integer.compare(partition, other.partition) : log.compareTo(other.log);
    }

    @Override
    public String toString() {
        return topic() + "-" + partition;
    }
}
