package io.tidemark.kafka.announce;

import io.tidemark.kafka.ClientSettings;
import io.tidemark.kafka.KafkaFaults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The newest word of each node, in the order in which they were first heard. When it was said is not told, for clocks of
 * other machines mean nothing here: each is as old as it was heard. Owned by one thread, but for {@link #wakeup}. To be closed.
 */
public final class Announcements implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /** Of what is of no meaning to who reads without a group. */
    private static final List<String> OF_GROUPS = List.of("group.", "session.", "heartbeat.", "partition.assignment.");

    private final AnnouncementTopic topic;
    private final Map<String, Word> newest = new LinkedHashMap<>();
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    /** Where the topic ended when it was begun to be read. */
    private long former;

    private TopicPartition partition;

    /**
     * What a node says.
     *
     * @param heardNanos when it was heard, by {@link System#nanoTime}
     * @param isNew whether it was said after this began to listen: of what was said before, nobody knows how old it is
     */
    public record Word(byte[] value, long heardNanos, boolean isNew) {}

    public Announcements(AnnouncementTopic topic) {
        this.topic = topic;
    }

    /**
     * Listens for so long at most.
     *
     * @return whether anything was heard
     * @throws io.tidemark.fault.FaultException if the topic cannot be read
     */
    public boolean listen(Duration patience) {
        try {
            if (consumer == null) {
                begin();
            }
            var records = consumer.poll(patience);
            records.forEach(record -> {
                if (record.key() == null) {
                    return;
                }
                String key = new String(record.key(), StandardCharsets.UTF_8);
                if (record.value() == null) {
                    newest.remove(key);
                } else {
                    newest.put(key, new Word(record.value(), System.nanoTime(), record.offset() >= former));
                }
            });
            return !records.isEmpty();
        } catch (WakeupException ended) {
            return false;
        } catch (AuthorizationException denied) {
            close();
            throw topic.denied("read", "Read", denied);
        } catch (KafkaException failure) {
            close();
            throw KafkaFaults.of(failure);
        }
    }

    private void begin() {
        topic.require();
        Map<String, Object> settings = new HashMap<>(ClientSettings.of(topic.client()));
        settings.keySet().removeIf(key -> OF_GROUPS.stream().anyMatch(key::startsWith));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partition = new TopicPartition(topic.name(), 0);
        consumer.assign(List.of(partition));
        former = consumer.endOffsets(List.of(partition)).get(partition);
        consumer.seekToBeginning(List.of(partition));
    }

    /** Whether all is heard that was said before this began to listen. */
    public boolean isCaughtUp() {
        return consumer != null && consumer.position(partition) >= former;
    }

    /** By node; those that took it back are not among them. */
    public Map<String, Word> newest() {
        return new LinkedHashMap<>(newest);
    }

    /** Ends a {@link #listen} that is under way. May be called by any thread. */
    public void wakeup() {
        KafkaConsumer<byte[], byte[]> waiting = consumer;
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            // Whoever interrupted meant a wait that is over; Kafka's client would take it for the wait of its close.
            boolean wasInterrupted = Thread.interrupted();
            consumer.close(CloseOptions.timeout(CLOSE));
            consumer = null;
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
