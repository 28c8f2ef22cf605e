package io.tidemark.it.brokers;

import io.tidemark.it.faults.Node;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.kafka.testing.KafkaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest broker that is supported, by its own jars and in a process of its own. */
final class FormerKafkaIT {
    /** Written by the module of that name, which is built before this one. */
    private static final Path JARS = Path.of("former-kafka", "target", "jars.txt");

    private static final String TOPIC = "former";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aBrokerOfTheOldestSupportedVersionIsReadByBothGroupProtocolsAndIsBack() throws Exception {
        KafkaServer.Node place = KafkaServer.Node.alone();
        try (CommandProcess broker = broker(place).start()) {
            awaitSpeaking(broker, place);
            KafkaTopic topic = KafkaTopic.named(place.bootstrapServers(), TOPIC).create(2, Map.of());
            topic.send(0, Counting.times(3, "x"));
            try (Node classic = start(place, "classic");
                    Node consumer = start(place, "consumer")) {
                for (Node node : List.of(classic, consumer)) {
                    node.awaitBatch(TOPIC, "n", Map.of("x", 3L));
                    node.awaitNoFault();
                }
                broker.kill();
                broker.start();
                awaitSpeaking(broker, place);
                topic.send(1, Counting.times(2, "y"));
                for (Node node : List.of(classic, consumer)) {
                    node.awaitBatch(TOPIC, "n", Map.of("x", 3L, "y", 2L));
                    node.awaitComplete(TOPIC);
                    node.awaitNoFault();
                }
            }
        }
    }

    private CommandProcess broker(KafkaServer.Node place) throws IOException {
        String jars = Files.readString(JARS).strip();
        Path told = KafkaServer.configuration(directory, place, Map.of());
        Path output = directory.resolve("broker.out");
        CommandProcess.kafkaFormat(output, jars, told, place.clusterId());
        return CommandProcess.kafka(output, jars, told);
    }

    private static void awaitSpeaking(CommandProcess broker, KafkaServer.Node place) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", place.bootstrapServers()))) {
            Patience.until(PATIENCE, broker::output, () -> {
                try {
                    return !admin.describeCluster().nodes().get().isEmpty();
                } catch (ExecutionException | KafkaException notYet) {
                    return false;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    private Node start(KafkaServer.Node place, String protocol) {
        return Node.startOn(
                place.bootstrapServers(),
                Counting.of(TOPIC),
                directory.resolve(protocol),
                Map.of("kafka.group.protocol", protocol));
    }
}
