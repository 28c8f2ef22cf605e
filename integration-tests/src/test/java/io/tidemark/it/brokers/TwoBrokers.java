package io.tidemark.it.brokers;

import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.kafka.testing.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A controller, and two brokers that each hold all of a topic of one partition; the one that has fewer records may be elected.
 */
final class TwoBrokers implements AutoCloseable {
    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private final KafkaServer controller;
    private final KafkaServer first;
    private final KafkaServer second;

    TwoBrokers(Path directory) {
        String cluster = Uuid.randomUuid().toString();
        int[] ports = FreePorts.some(3);
        controller = KafkaServer.start(directory, node(cluster, 0, "controller", 0, ports[0]), ofBoth());
        first = KafkaServer.start(directory, node(cluster, FIRST, "broker", ports[1], ports[0]), ofBoth());
        second = KafkaServer.start(directory, node(cluster, SECOND, "broker", ports[2], ports[0]), ofBoth());
    }

    private static KafkaServer.Node node(String cluster, int id, String roles, int port, int controllerPort) {
        return new KafkaServer.Node(cluster, id, roles, port, 0, controllerPort);
    }

    private static Map<String, String> ofBoth() {
        return Map.of(
                "offsets.topic.replication.factor", "2",
                "replica.lag.time.max.ms", "2000",
                // Of the groups' topic too, or no group had a coordinator after it.
                "unclean.leader.election.enable", "true");
    }

    String bootstrapServers() {
        return first.bootstrapServers() + "," + second.bootstrapServers();
    }

    /** A topic whose leader is the second broker. */
    TwoBrokers create(String topic) {
        NewTopic both = new NewTopic(topic, Map.of(0, List.of(SECOND, FIRST)))
                .configs(Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true"));
        try (Admin admin = admin()) {
            admin.createTopics(List.of(both)).all().get();
            return this;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends to whichever broker leads; returns when it has them. */
    void send(String topic, String... values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers(), "acks", "1");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8))));
            }
            for (Future<?> record : sent) {
                record.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on only the leader gets records. */
    void stopTheFollower() {
        first.stop();
    }

    /** The leader goes, and the follower leads though it lacks records. */
    void letTheFollowerLead(String topic) {
        second.stop();
        first.start();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = admin()) {
            admin.electLeaders(ElectionType.UNCLEAN, Set.of(partition)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ElectionNotNeededException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    @Override
    public void close() {
        second.close();
        first.close();
        controller.close();
    }
}
