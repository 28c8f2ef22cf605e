package io.tidemark.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A node of Kafka inside this process: a broker, a controller or both. It may be stopped and started again where it was. */
final class TestBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Node node;
    private final Properties properties;
    private KafkaRaftServer server;

    /**
     * What a node is.
     *
     * @param roles {@code broker}, {@code controller} or both
     * @param controllerPort where the cluster's only controller, node {@code controller}, is
     */
    record Node(String clusterId, int id, String roles, int port, int controller, int controllerPort) {
        static Node alone() {
            int[] ports = freePorts(2);
            return alone(ports[0], ports[1]);
        }

        static Node alone(int port, int controllerPort) {
            return new Node(Uuid.randomUuid().toString(), 1, "broker,controller", port, 1, controllerPort);
        }
    }

    private TestBroker(Node node, Properties properties) {
        this.node = node;
        this.properties = properties;
    }

    String bootstrapServers() {
        return HOST + ":" + node.port();
    }

    static TestBroker start(Path directory, Node node, Map<String, String> further) {
        try {
            Path log = Files.createDirectories(directory).toAbsolutePath();
            format(log, node);
            Properties properties = properties(log, node);
            properties.putAll(further);
            TestBroker broker = new TestBroker(node, properties);
            broker.start();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
    }

    void stop() {
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

    static int[] freePorts(int count) {
        ServerSocket[] held = new ServerSocket[count];
        int[] ports = new int[count];
        try {
            for (int i = 0; i < count; i++) {
                held[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ports[i] = held[i].getLocalPort();
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(Path log, Node node) throws IOException {
        if (Files.exists(log.resolve("meta.properties"))) {
            return;
        }
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
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Properties properties(Path log, Node node) {
        String broker = "PLAINTEXT://" + HOST + ":" + node.port();
        String controller = "CONTROLLER://" + HOST + ":" + node.controllerPort();
        Properties properties = new Properties();
        properties.setProperty("process.roles", node.roles());
        properties.setProperty("node.id", String.valueOf(node.id()));
        properties.setProperty(
                "controller.quorum.voters", node.controller() + "@" + HOST + ":" + node.controllerPort());
        properties.setProperty("controller.listener.names", "CONTROLLER");
        switch (node.roles()) {
            case "broker" -> properties.setProperty("listeners", broker);
            case "controller" -> properties.setProperty("listeners", controller);
            default -> properties.setProperty("listeners", broker + "," + controller);
        }
        if (node.roles().contains("broker")) {
            properties.setProperty("advertised.listeners", broker);
        }
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("log.dirs", log.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.setProperty(topic + ".replication.factor", "1");
            properties.setProperty(topic + ".num.partitions", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.consumer.heartbeat.interval.ms", "500");
        properties.setProperty("group.consumer.min.heartbeat.interval.ms", "500");
        properties.setProperty("broker.session.timeout.ms", "2000");
        properties.setProperty("broker.heartbeat.interval.ms", "200");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        properties.setProperty("log.cleaner.backoff.ms", "200");
        properties.setProperty("log.retention.check.interval.ms", "500");
        properties.setProperty("log.initial.task.delay.ms", "100");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
        return properties;
    }
}
