package io.tidemark.it.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker behind a network that answers nothing, not even a refusal. */
@NeedsRootOnDebian
final class SilentNetworkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int PORT = 21790;
    private static final String KAFKA = Network.THERE + ":" + PORT;
    /** As impatient as Kafka's clients let themselves be told. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "kafka.request.timeout.ms", "3000",
            "kafka.default.api.timeout.ms", "4000",
            "kafka.session.timeout.ms", "6000",
            "kafka.heartbeat.interval.ms", "1000",
            "kafka.socket.connection.setup.timeout.ms", "2000",
            "kafka.socket.connection.setup.timeout.max.ms", "2000");

    @TempDir
    private Path directory;

    @Test
    void aBrokerThatFallsSilentIsNamedAndReadOnWhenItSpeaks() throws Exception {
        try (Network network = new Network();
                CommandProcess broker = broker();
                NodeProcess node = new NodeProcess(Visits.class, directory.resolve("node"), KAFKA, IMPATIENT)) {
            network.start(broker);
            awaitSpeaking(broker);
            KafkaTopic topic = KafkaTopic.named(KAFKA, Visits.TOPIC);
            node.startAndAwait(PATIENCE);
            topic.sendMany(0, 10, Visits.VISIT);
            awaitVisits(node, 10);

            network.swallow();
            Patience.until(
                    PATIENCE,
                    () -> "no fault: " + node.told(),
                    () -> node.faults().contains(KAFKA) || node.faults().contains("Kafka"));
            // Its partitions are nobody's once the session is over: what is missing is named, and never left out
            // silently.
            JsonNode answer = node.total(Visits.AGGREGATION);
            assertTrue(
                    node.sum(answer, Visits.METRIC) == 10
                            || !answer.path("missing").isEmpty(),
                    answer::toString);

            network.carry();
            topic.sendMany(0, 10, Visits.VISIT);
            awaitVisits(node, 20);
            Patience.until(PATIENCE, () -> "still a fault: " + node.told(), () -> node.faults()
                    .isEmpty());
        }
    }

    @Test
    void aNodeStartsAndEndsWhileItsBrokerIsSilent() throws Exception {
        try (Network network = new Network();
                NodeProcess node = new NodeProcess(Visits.class, directory.resolve("node"), KAFKA, IMPATIENT)) {
            network.swallow();
            node.startAndAwait(PATIENCE);
            Patience.until(PATIENCE, () -> "no fault: " + node.told(), () -> !node.faults()
                    .isEmpty());
            node.process().end(Duration.ofSeconds(30));
        }
    }

    private CommandProcess broker() {
        return new CommandProcess(
                directory.resolve("kafka.out"),
                "broker",
                "--host",
                Network.THERE,
                "--port",
                String.valueOf(PORT),
                "--directory",
                directory.resolve("kafka").toString(),
                "--topic",
                Visits.TOPIC + "=1");
    }

    private static void awaitSpeaking(CommandProcess broker) {
        Patience.until(PATIENCE, broker::output, () -> {
            assertTrue(broker.isAlive(), broker::output);
            return broker.output().contains("Kafka: " + KAFKA);
        });
    }

    private static void awaitVisits(NodeProcess node, long sum) {
        Patience.until(
                PATIENCE,
                () -> "not " + sum + ": " + node.told(),
                () -> node.sum(Visits.AGGREGATION, Visits.METRIC) == sum);
    }
}
