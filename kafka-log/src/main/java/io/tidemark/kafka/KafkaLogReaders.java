package io.tidemark.kafka;

import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import java.util.Map;
import java.util.Set;

/**
 * Readers of some topics of one Kafka cluster.
 *
 * @param client settings of the Kafka client, {@code bootstrap.servers} among them
 * @param group whose members share the topics' partitions
 */
public record KafkaLogReaders(Map<String, Object> client, String group, Set<String> topics) implements LogReaders {
    public KafkaLogReaders {
        client = Map.copyOf(client);
        topics = Set.copyOf(topics);
    }

    @Override
    public LogReader inGroup(LogReader.Listener listener) {
        return KafkaLogReader.inGroup(client, group, topics, listener);
    }

    @Override
    public SoloLogReader alone(LogReader.Listener listener) {
        return KafkaLogReader.alone(client, listener);
    }
}
