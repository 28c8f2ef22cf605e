package io.tidemark.kafka;

import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.tidemark.LogPosition;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The latest leader epoch that each partition was heard to be in. A place of a later one is of a log that is no more, such as
 * one that was restored from an older copy; and a consumer that is sent to it takes all that it hears of the partition from
 * then on for old news, and waits for ever without a word. Owned by the reader's thread.
 */
final class LeaderEpochs {
    private final LogTopics log;
    private final Map<TopicPartition, Integer> heard = new HashMap<>();

    LeaderEpochs(LogTopics log) {
        this.log = log;
    }

    /** Says so if a place is of an epoch that its partition never had. Asks only where it may be. */
    void require(TopicPartition partition, LogPosition position) {
        // Every log has had epoch 0.
        if (position.leaderEpoch() <= 0 || position.leaderEpoch() <= heard.getOrDefault(partition, -1)) {
            return;
        }
        log.leaderEpochs(partition.topic())
                .forEach((number, epoch) ->
                        heard.merge(new TopicPartition(partition.topic(), number), epoch, Math::max));
        Integer latest = heard.get(partition);
        if (latest == null) {
            throw new LogUnavailableException("partition " + partition, "has no leader at present", null);
        }
        if (position.leaderEpoch() > latest) {
            throw KafkaFaults.later(partition, position, latest);
        }
    }

    /** The topic may have become another one. */
    void forget(String topic) {
        heard.keySet().removeIf(partition -> partition.topic().equals(topic));
    }
}
