package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.faults.Node;
import io.tidemark.it.oracle.LogCopy;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.kafka.testing.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that are compacted away between the one reading and the other. Nobody can count what is gone, so it is said of such
 * a topic from the batch layer's start on, and batch answers for what there was to archive.
 */
final class CompactionIT {
    private static final String TOPIC = "compacted-between";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void whatWasCompactedBetweenTheTwoReadingsIsNamedAsAFaultOfTheTopic() {
        try (KafkaServer server = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of())) {
            KafkaTopic topic = KafkaTopic.named(server.bootstrapServers(), TOPIC)
                    .create(
                            1,
                            Map.of(
                                    "cleanup.policy", "compact",
                                    "min.cleanable.dirty.ratio", "0.001",
                                    "segment.ms", "200",
                                    "max.compaction.lag.ms", "200"));
            String visit = Counting.times(1, "x")[0];
            long read = 10;
            try (Node node = start(server, "speed,serving")) {
                for (int i = 0; i < read; i++) {
                    topic.sendStamped(0, System.currentTimeMillis(), "ada", visit);
                }
                node.await(TOPIC, "n", Map.of("x", read));
            }
            compact(server, topic, visit);
            try (Node node = start(server, "speed,batch,serving")) {
                node.awaitBatchFault("TM-ARC-007", "topic \"" + TOPIC + "\"", "is compacted");
                Patience.until(PATIENCE, () -> node.answer(TOPIC).toString(), () -> {
                    JsonNode answer = node.answer(TOPIC);
                    return answer.path("tidemark").path(TOPIC).path("0").asLong() >= read
                            && answer.path("asOf").equals(answer.path("tidemark"));
                });
                long archived = node.figures(TOPIC, "n").get("x");
                assertTrue(archived >= 1 && archived < read, () -> node.answer(TOPIC)
                        .toString());
                assertEquals(1, node.faults().size(), node.faults()::toString);
                assertTrue(node.faults().get(0).startsWith("TM-ARC-007"), node.faults()::toString);
            }
        }
    }

    /** What is written last is in the open segment, which is not compacted: more of the one key rolls it. */
    private static void compact(KafkaServer server, KafkaTopic topic, String value) {
        Patience.until(PATIENCE, () -> "it is not compacted", () -> {
            topic.sendStamped(0, System.currentTimeMillis(), "ada", value);
            try (LogCopy log = new LogCopy(server.bootstrapServers(), Map.of(TOPIC, 1))) {
                return log.held() < 4;
            }
        });
    }

    private Node start(KafkaServer server, String roles) {
        return Node.startOn(server.bootstrapServers(), Counting.of(TOPIC), directory, Map.of("roles", roles));
    }
}
