package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Silence, stamps, beginnings and topics as they are in the world. */
final class LogFaultsIT {
    private static final long YEAR_2100 = 4_102_444_800_000L;
    private static final String VALUE = "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"x\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** What is counted. */
    public record Event(Instant at, String k) {}

    @Test
    void aSilentTopicIsArchivedByAgeAndOutlivesItsRetention() {
        KafkaTopic topic = Node.topic("log-silent").create(4, Map.of());
        for (int partition = 0; partition < 4; partition++) {
            topic.send(partition, VALUE);
        }
        try (Node node = Node.start(counting("log-silent"), directory)) {
            node.awaitBatch("log-silent", "n", Map.of("x", 4L));
        }
        for (int partition = 0; partition < 4; partition++) {
            topic.truncate(partition, 1);
        }
        try (Node node = Node.start(counting("log-silent"), directory)) {
            node.await("log-silent", "n", Map.of("x", 4L));
            node.awaitComplete("log-silent");
        }
    }

    @Test
    void aStampFromTheFutureSettlesAndExpiresNothing() {
        KafkaTopic topic = Node.topic("log-future")
                .create(1, Map.of("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)));
        String now = "{\"at\":\"" + Instant.now() + "\",\"k\":\"x\"}";
        topic.sendMany(0, 10, now);
        topic.sendStamped(0, YEAR_2100, null, now);
        topic.sendMany(0, 10, now);
        TidemarkModel model = builder -> {
            var events = builder.stream("log-future", Event.class).eventTime(Event::at);
            builder.aggregation("kept")
                    .over(events)
                    .groupBy("k", Event::k)
                    .tile(Duration.ofHours(1))
                    .retention(Duration.ofDays(30))
                    .metric("n", count());
        };
        try (Node node = Node.start(model, directory)) {
            node.awaitBatch("kept", "n", Map.of("x", 21L));
            topic.send(0, now);
            node.awaitBatch("kept", "n", Map.of("x", 22L));
            JsonNode hour = node.client().ask("/v1/aggregations/kept/query", List.of(new Parameter("window", "tile")));
            assertFalse(hour.path("rows").path(0).path("settled").asBoolean(), hour::toString);
        }
    }

    @Test
    void aLogThatBeganBeforeUsIsCompleteFromWhereItBegan() {
        KafkaTopic topic = Node.topic("log-began").create(1, Map.of());
        topic.sendMany(0, 60, VALUE);
        topic.truncate(0, 50);
        try (Node node = Node.start(counting("log-began"), directory)) {
            node.await("log-began", "n", Map.of("x", 10L));
            node.awaitBatch("log-began", "n", Map.of("x", 10L));
            node.awaitComplete("log-began");
            JsonNode answer = node.answer("log-began", new Parameter("require", "complete"));
            assertTrue(answer.path("complete").asBoolean(), answer::toString);
            assertEquals(50, answer.path("since").path("log-began").path("0").asLong(), answer::toString);
        }
    }

    @Test
    void sixtyFourPartitionsWhoseStartIsGoneAreAnsweredWithinSeconds() {
        KafkaTopic topic = Node.topic("log-many").create(64, Map.of());
        for (int partition = 0; partition < 64; partition++) {
            topic.send(partition, VALUE, VALUE);
            topic.truncate(partition, 1);
        }
        Instant start = Instant.now();
        try (Node node = Node.start(counting("log-many"), directory, Map.of("batch.interval", "1h"))) {
            node.await("log-many", "n", Map.of("x", 64L));
            Patience.until(PATIENCE, () -> node.answer("log-many").toString(), () -> node.answer("log-many")
                    .path("complete")
                    .asBoolean());
            Duration took = Duration.between(start, Instant.now());
            assertTrue(took.compareTo(Duration.ofSeconds(45)) < 0, took::toString);
        }
    }

    @Test
    void aMissingTopicLeavesTheOthersAlone() {
        Node.topic("log-there").create(1, Map.of()).send(0, VALUE);
        try (Node node = Node.start(counting("log-there", "log-absent"), directory)) {
            node.awaitBatch("log-there", "n", Map.of("x", 1L));
            node.awaitFault("topic \"log-absent\"", "does not exist");
            Node.topic("log-absent").create(1, Map.of()).send(0, VALUE);
            node.awaitBatch("log-absent", "n", Map.of("x", 1L));
            node.awaitNoFault();
        }
    }

    @Test
    void tombstonesAreNoBadRecordsOfTheGoodOnesBesideThem() {
        KafkaTopic topic = Node.topic("log-tombstones").create(1, Map.of());
        topic.send(0, VALUE);
        topic.sendStamped(0, System.currentTimeMillis(), "x", null);
        topic.send(0, VALUE);
        try (Node node = Node.start(counting("log-tombstones"), directory)) {
            node.awaitBatch("log-tombstones", "n", Map.of("x", 2L));
            node.awaitNoFault();
            assertEquals(0, node.quarantined(), () -> node.status().toString());
            assertEquals(0, node.quarantinedInArchive(), () -> node.status().toString());
            JsonNode status = node.status();
            assertEquals(1, status.path("realtime").path(0).path("tombstones").asLong(), status::toString);
            assertEquals(1, status.path("archive").path(0).path("tombstones").asLong(), status::toString);
        }
    }

    @Test
    void anIdlePartitionKeepsNoWindowUnsettled() {
        KafkaTopic topic = Node.topic("log-idle").create(2, Map.of());
        topic.send(0, VALUE);
        try (Node node = Node.start(counting("log-idle"), directory)) {
            Patience.until(PATIENCE, () -> node.answer("log-idle").toString(), () -> node.client()
                    .ask("/v1/aggregations/log-idle/query", List.of(new Parameter("window", "tile")))
                    .path("rows")
                    .path(0)
                    .path("settled")
                    .asBoolean());
        }
    }

    @Test
    void theLagOfWhatNobodyReadsIsUnknown() {
        Node.topic("log-unread").create(1, Map.of()).send(0, VALUE);
        try (Node node = Node.start(counting("log-unread"), directory, Map.of("roles", "batch,serving"))) {
            JsonNode lag = node.status().path("aggregations").path(0).path("lag");
            assertTrue(lag.isNull(), () -> node.status().toString());
        }
    }

    /** Aggregations, each called as its topic and counting its events. */
    private static TidemarkModel counting(String... topics) {
        return model -> {
            for (String topic : topics) {
                var events = model.stream(topic, Event.class).eventTime(Event::at);
                model.aggregation(topic)
                        .over(events)
                        .groupBy("k", Event::k)
                        .tile(Duration.ofMinutes(5))
                        .metric("n", count());
            }
        };
    }
}
