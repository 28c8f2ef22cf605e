package io.tidemark.launcher.broker;

import io.tidemark.fault.Reason;
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
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker, with its controller, in this process, and on loopback unless it is told otherwise. What was written to it is still there when
 * it is started again on the same directory, on other ports. One directory is for one broker at a time.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of("data/kafka"))) {
 *   broker.createTopic("flights", 4);
 *   … broker.bootstrapServers() …
 * }
 * }</pre>
 */
public final class EmbeddedBroker implements AutoCloseable {
    static final String CONTROLLER = "CONTROLLER";

    private final BrokerSettings settings;
    private final KafkaRaftServer server;

    private EmbeddedBroker(BrokerSettings settings) {
        this.settings = settings;
        this.server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties()), Time.SYSTEM);
    }

    /**
     * Starts a broker on free ports; returns when it serves.
     *
     * @param directory where its log is kept; made if it is missing
     * @throws UncheckedIOException if the directory cannot be prepared
     */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, 0);
    }

    /**
     * Starts a broker on a port of the caller's choice; returns when it serves.
     *
     * @param directory where its log is kept; made if it is missing
     * @param port for clients; 0: a free one
     * @throws UncheckedIOException if the directory cannot be prepared
     */
    public static EmbeddedBroker start(Path directory, int port) {
        return start(directory, BrokerSettings.LOOPBACK, port);
    }

    /**
     * Starts a broker where clients on other machines find it; returns when it serves. Anyone who reaches it may read and
     * write.
     *
     * @param directory where its log is kept; made if it is missing
     * @param host an address of this machine
     * @param port for clients; 0: a free one
     * @throws UncheckedIOException if the directory cannot be prepared
     */
    public static EmbeddedBroker start(Path directory, String host, int port) {
        try {
            Path log = Files.createDirectories(directory).toAbsolutePath();
            format(log);
            int[] free = freePorts();
            int clients = port == 0 ? free[0] : port;
            EmbeddedBroker broker = new EmbeddedBroker(new BrokerSettings(log, host, clients, free[1]));
            broker.server.startup();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "embedded broker, directory " + directory + ": " + Reason.of(e) + "; use one that is writable", e);
        }
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /**
     * Makes a topic that keeps its records for ever and stamps them as it appends them. Does nothing if there is one of
     * this name.
     */
    public void createTopic(String name, int partitions) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1)
                .configs(Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                        TopicConfig.RETENTION_MS_CONFIG, "-1"));
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("topic \"" + name + "\" could not be made", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topic \"" + name + "\" was made", e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path log) throws IOException {
        if (Files.exists(log.resolve("meta.properties"))) {
            return;
        }
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setSupportedFeatures(List.copyOf(Feature.PRODUCTION_FEATURES))
                    .setPrintStream(nowhere)
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("embedded broker, directory " + log + ": it cannot be formatted", e);
        }
    }

    /** Both are held until both are known, so that they differ. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        }
    }
}
