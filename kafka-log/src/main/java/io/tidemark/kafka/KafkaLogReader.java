package io.tidemark.kafka;

import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.SoloLogReader;
import io.tidemark.tidemark.PartitionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Reads Kafka, either as a member of a consumer group ({@link #inGroup}), which then assigns the partitions, or by itself
 * ({@link #alone}), with the partitions that its owner adds. It commits no offsets: where to read from is the listener's to
 * say, and {@code auto.offset.reset} is {@code none} (PROTOCOL 11).
 */
public final class KafkaLogReader implements SoloLogReader {
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Listener listener;
    private final LogTopics topics;
    private final Runnable whenClosed;
    /** Where each assigned partition is read next; negative: not at all until {@link #seek}. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    /** Each assigned partition, of the log that was there when it was assigned. */
    private final Map<TopicPartition, PartitionId> ids = new HashMap<>();

    private KafkaLogReader(Map<String, Object> client, Listener listener, LogTopics topics, Runnable whenClosed) {
        Map<String, Object> settings = ClientSettings.of(client);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A poll costs about as much for five hundred records, Kafka's default, as for thousands.
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
        settings.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
        this.consumer = new KafkaConsumer<>(settings);
        this.listener = listener;
        this.topics = topics;
        this.whenClosed = whenClosed;
    }

    /** A member of a group that shares the topics' partitions among its members. */
    static KafkaLogReader inGroup(
            Map<String, Object> client, KafkaLogReaders.Group group, Listener listener, Runnable whenClosed) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group.name());
        // How long the partitions of a process that is gone for good wait for an owner.
        settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        KafkaLogReader reader = new KafkaLogReader(settings, listener, group.log(), whenClosed);
        reader.consumer.subscribe(group.topics(), reader.new Rebalances());
        return reader;
    }

    /** A reader outside any group; it reads what is given to {@link #add}. */
    static KafkaLogReader alone(Map<String, Object> client, LogTopics topics, Listener listener) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaLogReader(settings, listener, topics, () -> {});
    }

    @Override
    public void add(PartitionId partition) {
        TopicPartition added = new TopicPartition(partition.topic(), partition.partition());
        Set<TopicPartition> assignment = new HashSet<>(consumer.assignment());
        if (assignment.add(added)) {
            consumer.assign(assignment);
            ids.put(added, partition);
            begin(added);
        }
    }

    @Override
    public void remove(PartitionId partition) {
        TopicPartition removed = new TopicPartition(partition.topic(), partition.partition());
        Set<TopicPartition> assignment = new HashSet<>(consumer.assignment());
        if (assignment.remove(removed)) {
            consumer.assign(assignment);
            positions.remove(removed);
            ids.remove(removed);
        }
    }

    @Override
    public int poll(Duration timeout) {
        try {
            ConsumerRecords<byte[], ByteBuffer> records = consumer.poll(timeout);
            passOn(records);
            return records.count();
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach(this::truncated);
            return 0;
        } catch (WakeupException e) {
            return 0;
        } catch (InvalidTopicException | AuthorizationException e) {
            throw new LogMismatchException(
                    new Fault(
                            "TM-LOG-003", "Kafka", "refuses: " + e.getMessage(), "check the topic and its permissions"),
                    e);
        } catch (RetriableException e) {
            throw new LogUnavailableException("Kafka", "does not answer: " + e, e);
        }
    }

    @Override
    public void seek(PartitionId partition, long offset) {
        moveTo(new TopicPartition(partition.topic(), partition.partition()), offset);
    }

    @Override
    public void pause(PartitionId partition) {
        moveTo(new TopicPartition(partition.topic(), partition.partition()), -1);
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try {
            // Leaving tells the group at once; a static member would keep its partitions for a while.
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5))
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        } finally {
            whenClosed.run();
        }
    }

    private void passOn(ConsumerRecords<byte[], ByteBuffer> records) {
        // Control records move a position without a record, so positions are asked for and not computed; a partition
        // without records in this poll can have moved, too.
        for (Map.Entry<TopicPartition, Long> entry : positions.entrySet()) {
            TopicPartition partition = entry.getKey();
            long first = entry.getValue();
            List<ConsumerRecord<byte[], ByteBuffer>> found = records.records(partition);
            if (first < 0) {
                continue;
            }
            long end = consumer.position(partition);
            if (end > first || !found.isEmpty()) {
                entry.setValue(end);
                listener.read(new KafkaBatch(id(partition), first, end, found));
            }
        }
    }

    private void truncated(TopicPartition partition, long wanted) {
        long start = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (wanted > end) {
            throw new LogMismatchException(new Fault(
                    "TM-LOG-004",
                    "partition " + partition,
                    "offset " + wanted + " was read before, but the log ends at " + end
                            + ": the log was rewritten or the topic re-created",
                    LogMismatchException.mend(partition.topic())));
        }
        moveTo(partition, listener.truncated(id(partition), wanted, start));
    }

    private void begin(TopicPartition partition) {
        moveTo(partition, listener.assigned(id(partition)));
    }

    private void moveTo(TopicPartition partition, long offset) {
        positions.put(partition, offset);
        if (offset < 0) {
            // Kafka wants a position even for a partition that is not read.
            consumer.seek(partition, 0);
            consumer.pause(List.of(partition));
        } else {
            consumer.seek(partition, offset);
            consumer.resume(List.of(partition));
        }
    }

    private PartitionId id(TopicPartition partition) {
        return ids.computeIfAbsent(partition, p -> topics.describe(p.topic()).partition(p.partition()));
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(KafkaLogReader.this::begin);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                if (positions.remove(partition) != null) {
                    listener.revoked(ids.remove(partition));
                }
            }
        }
    }
}
