package io.tidemark.kafka.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A node of Kafka in this JVM: a broker, a controller or both, with whatever settings a test wants, and in a hurry to clean
 * and to retain. It may be stopped and started again where it was.
 */
public final class KafkaServer implements AutoCloseable {
    public static final String HOST = "127.0.0.1";

    private final Node node;
    private final Map<String, String> settings;
    private KafkaRaftServer server;

    /**
     * What a node is.
     *
     * @param roles {@code broker}, {@code controller} or both
     * @param port for clients
     * @param controller the id of the cluster's only controller, which is at {@code controllerPort}
     */
    public record Node(String clusterId, int id, String roles, int port, int controller, int controllerPort) {
        /** A cluster of one, on free ports. */
        public static Node alone() {
            int[] ports = FreePorts.some(2);
            return new Node(Uuid.randomUuid().toString(), 1, "broker,controller", ports[0], 1, ports[1]);
        }

        public String bootstrapServers() {
            return HOST + ":" + port;
        }

        /** Another cluster of one at the same place. */
        public Node ofAnotherCluster() {
            return new Node(Uuid.randomUuid().toString(), id, roles, port, controller, controllerPort);
        }
    }

    private KafkaServer(Node node, Map<String, String> settings) {
        this.node = node;
        this.settings = settings;
    }

    /** @param further settings of the broker, or others in place of the usual ones */
    public static KafkaServer start(Path directory, Node node, Map<String, String> further) {
        format(log(directory, node), node);
        KafkaServer broker = new KafkaServer(node, settings(directory, node, further));
        broker.start();
        return broker;
    }

    /**
     * Makes a node's directory ready for one in a process of its own, which can be killed.
     *
     * @return the file of what it is told, for Kafka's own main class
     */
    public static Path prepare(Path directory, Node node, Map<String, String> further) {
        format(log(directory, node), node);
        return configuration(directory, node, further);
    }

    /** What a node is told, in a file: Kafka's own tools of any version make its directory ready by it. */
    public static Path configuration(Path directory, Node node, Map<String, String> further) {
        Properties properties = new Properties();
        properties.putAll(settings(directory, node, further));
        Path file = directory.resolve("kafka-" + node.id() + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(Path directory, Node node, Map<String, String> further) {
        Map<String, String> settings = usual(log(directory, node), node);
        settings.putAll(further);
        return settings;
    }

    private static Path log(Path directory, Node node) {
        return directory.resolve("kafka-" + node.id() + "-" + node.clusterId());
    }

    public String bootstrapServers() {
        return node.bootstrapServers();
    }

    public void start() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties()), Time.SYSTEM);
        server.startup();
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    public void stop() {
        server.shutdown();
        server.awaitShutdown();
        server = null;
    }

    @Override
    public void close() {
        if (server != null) {
            stop();
        }
    }

    private static void format(Path log, Node node) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            new Formatter()
                    .setClusterId(node.clusterId())
                    .setNodeId(node.id())
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setPrintStream(nowhere)
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> usual(Path log, Node node) {
        String broker = "PLAINTEXT://" + HOST + ":" + node.port();
        String controller = "CONTROLLER://" + HOST + ":" + node.controllerPort();
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", node.roles());
        settings.put("node.id", String.valueOf(node.id()));
        settings.put("controller.quorum.voters", node.controller() + "@" + HOST + ":" + node.controllerPort());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                switch (node.roles()) {
                    case "broker" -> broker;
                    case "controller" -> controller;
                    default -> broker + "," + controller;
                });
        if (node.roles().contains("broker")) {
            settings.put("advertised.listeners", broker);
        }
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", log.toString());
        settings.put("auto.create.topics.enable", "false");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.consumer.heartbeat.interval.ms", "500");
        settings.put("group.consumer.min.heartbeat.interval.ms", "500");
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "200");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.cleaner.backoff.ms", "200");
        settings.put("log.retention.check.interval.ms", "500");
        settings.put("log.initial.task.delay.ms", "100");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        return settings;
    }
}
