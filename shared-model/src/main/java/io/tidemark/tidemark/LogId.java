package io.tidemark.tidemark;

import java.util.Comparator;

/**
 * What names a log: the topic as people know it, the cluster it is in, and the id that changes when it is made anew.
 * Offsets of another log mean nothing here, be it one of the same topic's name (PROTOCOL 23).
 */
public record LogId(String topic, String clusterId, String topicId) implements Comparable<LogId> {
    private static final Comparator<LogId> ORDER =
            Comparator.comparing(LogId::topic).thenComparing(LogId::clusterId).thenComparing(LogId::topicId);

    @Override
    public int compareTo(LogId other) {
        return this == other ? 0 : ORDER.compare(this, other);
    }

    /** Whether both go by one name and are two logs nevertheless. */
    public boolean isNamesakeOf(LogId other) {
        return topic.equals(other.topic) && !equals(other);
    }

    /** For messages that tell two logs of one name apart. */
    public String describe() {
        return "id " + topicId + " in cluster " + clusterId;
    }

    @Override
    public String toString() {
        return topic;
    }
}
