package io.tidemark.it.oracle;

import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every record that some topics hold, read back with a plain consumer of no group. Owned by one thread. */
public final class LogCopy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<PartitionId, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();

    public LogCopy(String bootstrapServers, Map<String, Integer> partitionsByTopic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        partitionsByTopic.forEach((topic, partitions) -> {
            for (int p = 0; p < partitions; p++) {
                all.add(new TopicPartition(topic, p));
                records.put(partition(topic, p), new ArrayList<>());
            }
        });
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** A partition of the one log of that name: answers over HTTP name no other. */
    static PartitionId partition(String topic, int number) {
        return new PartitionId(new LogId(topic, "", ""), number);
    }

    /** What a partition holds so far, in the order of offsets; at least everything below {@code end}. */
    List<ConsumerRecord<byte[], byte[]>> below(PartitionId partition, long end) {
        TopicPartition wanted = new TopicPartition(partition.topic(), partition.partition());
        Instant deadline = Instant.now().plus(PATIENCE);
        while (consumer.position(wanted) < end) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        partition + ": an answer is as of " + end + ", and the log ends before it");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                records.get(partition(record.topic(), record.partition())).add(record);
            }
        }
        return records.get(partition);
    }

    /** How many records there are at present. */
    public long held() {
        ends().forEach(this::below);
        return records.values().stream().mapToLong(List::size).sum();
    }

    /** Where the logs end now, by partition. */
    public Map<PartitionId, Long> ends() {
        Map<PartitionId, Long> ends = new HashMap<>();
        consumer.endOffsets(consumer.assignment())
                .forEach((partition, end) -> ends.put(partition(partition.topic(), partition.partition()), end));
        return ends;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
