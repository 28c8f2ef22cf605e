package io.tidemark.kafka;

import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.OtherMembers;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the members of a group tell one another of its partitions: by the offsets that they commit, which Kafka keeps and
 * shows to others, and which nobody begins to read at. The metadata is {@code member topicId word}, the word in base64url.
 * Safe for use by many threads.
 */
final class Words implements OtherMembers {
    /** Of Kafka's {@code offset.metadata.max.bytes}, as it is unless somebody changed it: a longer one would be refused. */
    private static final int LONGEST = 4_000;

    private final String group;
    private final String instance;
    private final KafkaLogTopics kafka;

    /** @param instance what this process is called in the group */
    Words(String group, String instance, KafkaLogTopics kafka) {
        this.group = group;
        this.instance = instance;
        this.kafka = kafka;
    }

    static OffsetAndMetadata of(String teller, PartitionId partition, LogPosition position, byte[] word) {
        String said = Base64.getUrlEncoder().withoutPadding().encodeToString(word);
        String metadata = teller + " " + partition.log().topicId() + " " + said;
        return new OffsetAndMetadata(position.offset(), metadata.length() <= LONGEST ? metadata : "");
    }

    @Override
    public Map<PartitionId, byte[]> told(Set<PartitionId> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = kafka.committed(group);
        Map<PartitionId, byte[]> told = new HashMap<>();
        for (PartitionId partition : partitions) {
            OffsetAndMetadata last = committed.get(new TopicPartition(partition.topic(), partition.partition()));
            String[] parts = last == null ? new String[0] : last.metadata().split(" ", -1);
            if (parts.length == 3
                    && !parts[0].startsWith(instance + "-")
                    && parts[1].equals(partition.log().topicId())) {
                told.put(partition, Base64.getUrlDecoder().decode(parts[2]));
            }
        }
        return told;
    }

    @Override
    public boolean isAny() {
        try {
            return !kafka.membersNow(group).isEmpty();
        } catch (LogUnavailableException silent) {
            return false;
        }
    }
}
