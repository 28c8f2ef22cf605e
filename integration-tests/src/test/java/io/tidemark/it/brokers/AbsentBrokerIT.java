package io.tidemark.it.brokers;

import io.tidemark.it.faults.Node;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.kafka.testing.KafkaServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is not there at the start, that hangs in the middle, and that speaks TLS to those who do not. */
final class AbsentBrokerIT {
    private static final String TOPIC = "absent";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** As impatient as Kafka's clients let themselves be told. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "kafka.request.timeout.ms", "2000",
            "kafka.default.api.timeout.ms", "3000",
            "kafka.session.timeout.ms", "6000",
            "kafka.heartbeat.interval.ms", "1000",
            "kafka.socket.connection.setup.timeout.ms", "2000",
            "kafka.socket.connection.setup.timeout.max.ms", "2000");

    @TempDir
    private Path directory;

    @Test
    void aBrokerThatIsAwayOrHangsIsNamedByEachLayerAndReadOnWhenItIsBack() {
        int port = FreePorts.one();
        String bootstrap = KafkaServer.HOST + ":" + port;
        try (Node node = Node.startOn(bootstrap, Counting.of(TOPIC), directory, IMPATIENT);
                CommandProcess broker = broker(port)) {
            node.awaitRealtimeFault("TM-LOG-001", "topic \"" + TOPIC + "\"", "see that the brokers run");
            node.awaitBatchFault("TM-LOG-001", "topic \"" + TOPIC + "\"", "see that the brokers run");
            broker.start();
            awaitSpeaking(broker, bootstrap);
            KafkaTopic topic = KafkaTopic.named(bootstrap, TOPIC).create(1, Map.of());
            topic.send(0, Counting.times(2, "x"));
            node.awaitBatch(TOPIC, "n", Map.of("x", 2L));
            node.awaitNoFault();

            broker.hang();
            node.awaitRealtimeFault("TM-LOG-001", "see that the brokers run");
            node.awaitBatchFault("TM-LOG-001", "see that the brokers run");
            broker.goOn();
            topic.send(0, Counting.times(2, "x"));
            node.awaitBatch(TOPIC, "n", Map.of("x", 4L));
            node.awaitNoFault();
        }
    }

    @Test
    void aBatchNodeAloneSaysThatItsBrokerSpeaksTls() throws Exception {
        Path keys = directory.resolve("keys.p12");
        makeKeys(keys);
        KafkaServer.Node place = KafkaServer.Node.alone();
        String listener = "SSL://" + KafkaServer.HOST + ":" + place.port();
        Map<String, String> tls = Map.of(
                "listeners", listener + ",CONTROLLER://" + KafkaServer.HOST + ":" + place.controllerPort(),
                "advertised.listeners", listener,
                "listener.security.protocol.map", "SSL:SSL,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "SSL",
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", keys.toString(),
                "ssl.keystore.password", "changeit",
                "ssl.truststore.type", "PKCS12",
                "ssl.truststore.location", keys.toString(),
                "ssl.truststore.password", "changeit");
        Map<String, String> settings = new HashMap<>(IMPATIENT);
        settings.put("roles", "batch,serving");
        try (KafkaServer server = KafkaServer.start(directory, place, tls);
                Node node = Node.startOn(server.bootstrapServers(), Counting.of(TOPIC), directory, settings)) {
            node.awaitBatchFault("TM-LOG-001", "topic \"" + TOPIC + "\"", "kafka.security.protocol");
        }
    }

    private CommandProcess broker(int port) {
        return new CommandProcess(
                directory.resolve("broker.out"),
                "broker",
                "--port",
                String.valueOf(port),
                "--directory",
                directory.resolve("broker").toString());
    }

    private static void awaitSpeaking(CommandProcess broker, String bootstrap) {
        Patience.until(PATIENCE, broker::output, () -> broker.output().contains("Kafka: " + bootstrap));
    }

    private static void makeKeys(Path keys) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "RSA",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "changeit",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:" + KafkaServer.HOST)
                .redirectErrorStream(true)
                .start();
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IllegalStateException(
                    "keytool: " + new String(made.getInputStream().readAllBytes()));
        }
    }
}
