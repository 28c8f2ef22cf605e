package io.tidemark.it.brokers;

import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.kafka.testing.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A controller, and three brokers that each hold all of a topic. The third is a process of its own and can be killed as if the
 * power had gone; one that has fewer records may be elected.
 */
final class ThreeBrokers implements AutoCloseable {
    static final int FIRST = 1;
    static final int SECOND = 2;
    /** The one that can be killed. */
    static final int THIRD = 3;

    private static final int NONE = -1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaServer controller;
    private final KafkaServer first;
    private final KafkaServer second;
    private final CommandProcess third;
    private final String bootstrapServers;
    private final Admin admin;

    ThreeBrokers(Path directory) {
        String cluster = Uuid.randomUuid().toString();
        int[] ports = FreePorts.some(4);
        KafkaServer.Node last = node(cluster, THIRD, "broker", ports[3], ports[0]);
        controller = KafkaServer.start(directory, node(cluster, 0, "controller", 0, ports[0]), ofAll());
        third = CommandProcess.kafka(
                        directory.resolve("broker.out"),
                        System.getProperty("java.class.path"),
                        KafkaServer.prepare(directory, last, ofAll()))
                .start();
        first = KafkaServer.start(directory, node(cluster, FIRST, "broker", ports[1], ports[0]), ofAll());
        second = KafkaServer.start(directory, node(cluster, SECOND, "broker", ports[2], ports[0]), ofAll());
        bootstrapServers = first.bootstrapServers() + "," + second.bootstrapServers() + "," + last.bootstrapServers();
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        awaitAll();
    }

    private static KafkaServer.Node node(String cluster, int id, String roles, int port, int controllerPort) {
        return new KafkaServer.Node(cluster, id, roles, port, 0, controllerPort);
    }

    private static Map<String, String> ofAll() {
        return Map.of(
                "offsets.topic.replication.factor", "3",
                "replica.lag.time.max.ms", "2000",
                // Of the groups' topic too, or no group had a coordinator after it.
                "unclean.leader.election.enable", "true");
    }

    private void awaitAll() {
        Patience.until(
                PATIENCE,
                third::output,
                () -> of(() -> admin.describeCluster().nodes().get()).size() == 3);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** A topic whose partitions are led by these brokers, one each; as many brokers must have a record as is said. */
    ThreeBrokers create(String topic, int insync, int... leaders) {
        Map<Integer, List<Integer>> replicas = new TreeMap<>();
        for (int partition = 0; partition < leaders.length; partition++) {
            replicas.put(partition, ledBy(leaders[partition]));
        }
        NewTopic whole = new NewTopic(topic, replicas)
                .configs(Map.of(
                        "min.insync.replicas", String.valueOf(insync), "unclean.leader.election.enable", "true"));
        of(() -> admin.createTopics(List.of(whole)).all().get());
        return this;
    }

    private static List<Integer> ledBy(int leader) {
        List<Integer> replicas = new ArrayList<>(List.of(leader));
        for (int broker : new int[] {FIRST, SECOND, THIRD}) {
            if (broker != leader) {
                replicas.add(broker);
            }
        }
        return replicas;
    }

    /** Sends to whichever broker leads; returns when it has them. */
    void send(String topic, String... values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "1");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8))));
            }
            for (Future<?> record : sent) {
                of(record::get);
            }
        }
    }

    void killTheThird() {
        third.kill();
    }

    /** It comes back with what it had. */
    void startTheThird() {
        third.start();
        awaitAll();
    }

    /** Another broker leads a partition from now on, as an operator would have it. */
    void moveTheLeader(String topic, int partition, int to) {
        TopicPartition moved = new TopicPartition(topic, partition);
        of(() -> admin.alterPartitionReassignments(Map.of(moved, Optional.of(new NewPartitionReassignment(ledBy(to)))))
                .all()
                .get());
        Patience.until(PATIENCE, () -> moved + " does not move", () -> of(() ->
                        admin.listPartitionReassignments().reassignments().get())
                .isEmpty());
        elect(ElectionType.PREFERRED, moved);
        Patience.until(PATIENCE, () -> moved + " is not led by " + to, () -> leader(topic, partition) == to);
    }

    /** Minus one while none leads, as between the death of one and the election of the next. */
    int leader(String topic, int partition) {
        var described =
                of(() -> admin.describeTopics(List.of(topic)).allTopicNames().get());
        Node leader = described.get(topic).partitions().get(partition).leader();
        return leader == null ? NONE : leader.id();
    }

    void grow(String topic, int partitions) {
        of(() -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get());
    }

    /** From now on only the third gets records. */
    void stopTheOthers() {
        first.stop();
        second.stop();
    }

    /** The third, which leads, is killed, and one of the others leads though it lacks records. */
    void letAnotherLead(String topic) {
        third.kill();
        first.start();
        second.start();
        elect(ElectionType.UNCLEAN, new TopicPartition(topic, 0));
    }

    private void elect(ElectionType how, TopicPartition partition) {
        try {
            admin.electLeaders(how, Set.of(partition)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ElectionNotNeededException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Asked<T> {
        T get() throws InterruptedException, ExecutionException;
    }

    private static <T> T of(Asked<T> asked) {
        try {
            return asked.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        third.close();
        second.close();
        first.close();
        controller.close();
    }
}
