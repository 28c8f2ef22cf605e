package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.it.faults.Node;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.ResetLine;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another cluster where the old one was: its offsets mean nothing here. */
final class OtherClusterIT {
    private static final String TOPIC = "moved";

    @TempDir
    private Path directory;

    /** Counts what is sent to the topic. */
    public static final class Model implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(TOPIC).define(model);
        }
    }

    @Test
    void anotherClusterAtTheSameAddressIsRefusedByName() {
        KafkaServer.Node place = KafkaServer.Node.alone();
        KafkaServer.Node elsewhere = place.ofAnotherCluster();
        try (KafkaServer old = KafkaServer.start(directory, place, Map.of())) {
            KafkaTopic.named(old.bootstrapServers(), TOPIC).create(1, Map.of()).send(0, Counting.times(3, "x"));
            try (Node node = start(old)) {
                node.awaitBatch(TOPIC, "n", Map.of("x", 3L));
                old.stop();
                try (KafkaServer other = KafkaServer.start(directory, elsewhere, Map.of())) {
                    KafkaTopic.named(other.bootstrapServers(), TOPIC)
                            .create(1, Map.of())
                            .send(0, Counting.times(5, "y"));
                    awaitRefused(node);
                    assertEquals(Map.of("x", 3L), node.figures(TOPIC, "n"));
                }
            }
        }
        try (KafkaServer other = KafkaServer.start(directory, elsewhere, Map.of())) {
            try (Node node = start(other)) {
                awaitRefused(node);
            }
            ResetLine.reset(directory, Model.class, other.bootstrapServers(), TOPIC);
            try (Node node = start(other)) {
                node.awaitBatch(TOPIC, "n", Map.of("y", 5L));
                node.awaitNoFault();
            }
        }
    }

    private static void awaitRefused(Node node) {
        String[] said = {"topic \"" + TOPIC + "\"", "is in cluster", "tidemark reset " + TOPIC};
        node.awaitRealtimeFault(said);
        node.awaitBatchFault(said);
    }

    private Node start(KafkaServer server) {
        return Node.startOn(server.bootstrapServers(), new Model(), directory, Map.of());
    }
}
