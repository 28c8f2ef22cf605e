package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.node.GroupNames;
import io.tidemark.stream.StreamDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;

/** Kafka: whether it is reached, each broker of it, and may be read; then topic by topic. */
final class KafkaExamination implements Examination {
    private static final int CONNECT_MILLIS = 3_000;

    private final Config config;
    private final List<StreamDefinition<?>> streams;
    private final Clock clock;
    private final String place;

    /** @param streams none: of a model with faults, where Kafka itself is of interest all the same */
    KafkaExamination(Config config, List<StreamDefinition<?>> streams, Clock clock) {
        this.config = config;
        this.streams = streams;
        this.clock = clock;
        this.place = "Kafka " + config.value(Keys.KAFKA_BOOTSTRAP);
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = Admin.create(settings())) {
            var cluster = admin.describeCluster();
            List<Node> brokers = List.copyOf(cluster.nodes().get());
            findings.add(Finding.ok(place, "cluster " + cluster.clusterId().get() + ", brokers: " + brokers.size()));
            brokers.forEach(broker -> findings.add(broker(broker)));
            List<String> readable = new ArrayList<>();
            for (StreamDefinition<?> stream : streams) {
                TopicExamination topic =
                        new TopicExamination(admin, stream, config.value(Keys.BATCH_INTERVAL), settings(), clock);
                findings.addAll(topic.findings());
                if (topic.mayBeRead()) {
                    readable.add(stream.topic());
                }
            }
            groups(admin, readable, findings);
        } catch (ExecutionException | KafkaException e) {
            findings.add(Finding.fault(new Fault(
                    "TM-DOC-001",
                    place,
                    "does not answer: " + reason(e),
                    "start it, or correct kafka.bootstrap.servers and the kafka. settings for its security")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return findings;
    }

    static String reason(Throwable fault) {
        Throwable deepest = fault;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Reason.of(deepest);
    }

    /** The user's, but impatient: a doctor who waits a minute for each answer is no use. */
    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("request.timeout.ms", "4000");
        settings.put("default.api.timeout.ms", "6000");
        settings.put("socket.connection.setup.timeout.ms", "3000");
        settings.put("socket.connection.setup.timeout.max.ms", "3000");
        return settings;
    }

    /** Clients are sent to what a broker says its address is, which need not be one that they reach. */
    private Finding broker(Node broker) {
        String where = "broker " + broker.id() + " at " + broker.host() + ":" + broker.port();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(broker.host(), broker.port()), CONNECT_MILLIS);
            return Finding.ok(where, "is reached");
        } catch (IOException e) {
            return Finding.fault(new Fault(
                    "TM-DOC-002",
                    where,
                    "is not reached from here: " + Reason.of(e),
                    "open the way to it, or correct the broker's advertised.listeners"));
        }
    }

    /** Of the topics only those that may be read: a group is not to blame for the others. */
    private void groups(Admin admin, List<String> topics, List<Finding> findings) throws InterruptedException {
        if (topics.isEmpty()) {
            return;
        }
        GroupExamination examination = new GroupExamination(admin, settings(), topics);
        GroupNames names = new GroupNames(config.value(Keys.GROUP_PREFIX));
        if (config.has(Role.BATCH)) {
            findings.add(examination.finding(names.archive()));
        }
        if (config.has(Role.SPEED)) {
            findings.add(examination.finding(names.speed(config.value(Keys.SPEED_REPLICA))));
        }
    }
}
