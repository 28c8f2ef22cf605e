package io.tidemark.it.process;

import io.tidemark.event.head.RecordHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic, and what operators, producers and retention do to it. */
public final class KafkaTopic {
    private final String bootstrapServers;
    private final String name;

    private KafkaTopic(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
    }

    /** A topic that is there, or will be. */
    public static KafkaTopic named(String bootstrapServers, String name) {
        return new KafkaTopic(bootstrapServers, name);
    }

    /** Makes it, as a user would who sets nothing but {@code configuration}. */
    public KafkaTopic create(int partitions, Map<String, String> configuration) {
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configuration);
            admin.createTopics(List.of(topic)).all().get();
            return this;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public KafkaTopic delete() {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get();
            return this;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes the records below an offset, as retention would. */
    public KafkaTopic truncate(int partition, long offset) {
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
            return this;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends to one partition, stamped now; returns when all are there. */
    public void send(int partition, String... values) {
        send(Arrays.stream(values)
                .map(value -> new ProducerRecord<byte[], byte[]>(name, partition, null, bytes(value)))
                .toList());
    }

    /** Sends the same value many times. */
    public void sendMany(int partition, int count, String value) {
        send(IntStream.range(0, count)
                .mapToObj(i -> new ProducerRecord<byte[], byte[]>(name, partition, null, bytes(value)))
                .toList());
    }

    /** Sends one record with a stamp of the producer's own; a null value is a tombstone. */
    public void sendStamped(int partition, long stampMillis, String key, String value) {
        send(List.of(new ProducerRecord<>(
                name, partition, stampMillis, key == null ? null : bytes(key), value == null ? null : bytes(value))));
    }

    /** Sends one record with a key and headers, stamped now; a null value is a tombstone. */
    public void sendHeaded(int partition, RecordHead head, String value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(name, partition, head.key(), value == null ? null : bytes(value));
        head.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        send(List.of(record));
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var sent = records.stream().map(producer::send).toList();
            for (var record : sent) {
                record.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
