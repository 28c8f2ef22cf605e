package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.TheBroker;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with one aggregation stops that one: a damaged file of its view, a speed node that has an older definition. */
final class EachConcernIT {
    private static final String DAMAGED = "concern-damaged";
    private static final String OLDER = "concern-older";
    private static final Duration TILE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    /** An event. */
    public record Event(Instant at, String k, long cents) {}

    private static final TidemarkModel TWO = model -> {
        var events = model.stream(DAMAGED, Event.class).eventTime(Event::at);
        for (String name : List.of("bad", "good")) {
            model.aggregation(name)
                    .over(events)
                    .groupBy("k", Event::k)
                    .tile(TILE)
                    .metric("n", count());
        }
    };

    private static final TidemarkModel BEFORE = model -> {
        var events = model.stream(OLDER, Event.class).eventTime(Event::at);
        model.aggregation("same").over(events).groupBy("k", Event::k).tile(TILE).metric("n", count());
        model.aggregation("changed")
                .over(events)
                .groupBy("k", Event::k)
                .tile(TILE)
                .metric("n", count());
    };

    private static final TidemarkModel AFTER = model -> {
        var events = model.stream(OLDER, Event.class).eventTime(Event::at);
        model.aggregation("same").over(events).groupBy("k", Event::k).tile(TILE).metric("n", count());
        model.aggregation("changed")
                .over(events)
                .groupBy("k", Event::k)
                .tile(TILE)
                .metric("n", sum(Event::cents));
        model.aggregation("added")
                .over(events)
                .groupBy("k", Event::k)
                .tile(TILE)
                .metric("n", count());
    };

    @Test
    void aDamagedViewFileStopsItsOwnAggregationUntilItIsRecomputed() throws IOException {
        KafkaTopic topic = Node.topic(DAMAGED).create(2, Map.of());
        send(topic, 3);
        try (Node node = Node.start(TWO, directory)) {
            node.awaitBatch("bad", "n", Map.of("x", 6L));
            node.awaitBatch("good", "n", Map.of("x", 6L));
        }
        damageViewsOf("bad");
        DirectoryTree.delete(directory.resolve("data/index"));
        try (Node node = Node.start(TWO, directory)) {
            node.awaitFault("TM-STO-002", "\"bad\"", "tidemark batch recompute");
            send(topic, 1);
            node.awaitBatch("good", "n", Map.of("x", 8L));
            assertTrue(
                    node.status().path("ready").asBoolean(), () -> node.status().toString());
            // It may still be known from the log; what is not known is said.
            JsonNode bad = node.answer("bad");
            long counted = bad.path("rows").path(0).path("metrics").path("n").asLong();
            assertEquals(counted == 8, bad.path("complete").asBoolean(), bad::toString);
            assertTrue(node.faults().stream().noneMatch(fault -> fault.contains("\"good\"")), node.faults()::toString);

            new RemoteBatchControl(node.client()).request(new RunRequest.Recompute(Set.of("bad"), TimeRange.ALL));
            node.awaitBatch("bad", "n", Map.of("x", 8L));
            node.awaitNoFault();
            send(topic, 1);
            node.awaitBatch("bad", "n", Map.of("x", 10L));
            node.awaitBatch("good", "n", Map.of("x", 10L));
        }
    }

    @Test
    void aSpeedNodeWithAnOlderModelAnswersForWhatIsTheSameAndForNothingElse() {
        KafkaTopic topic = Node.topic(OLDER).create(2, Map.of());
        send(topic, 2);
        int port = FreePorts.one();
        Map<String, String> asking = settings(Map.of(
                "roles", "batch,serving",
                "data.directory", "asking",
                "speed.endpoints", "http://127.0.0.1:" + port));
        try (Node node = Node.start(AFTER, directory, asking)) {
            try (LocalSystem older = speed(BEFORE, port)) {
                assertTrue(older.node().realtime().isPresent());
                node.await("same", "n", Map.of("x", 4L));
                node.awaitComplete("same");
                for (String unknown : List.of("changed", "added")) {
                    JsonNode answer = node.answer(unknown);
                    assertFalse(answer.path("complete").asBoolean(), answer::toString);
                    assertEquals(Map.of(), node.figures(unknown, "n"));
                }
                node.awaitFault("TM-SRV-017", "\"added\"");
                send(topic, 1);
                node.await("same", "n", Map.of("x", 6L));
            }
            try (LocalSystem newer = speed(AFTER, port)) {
                assertTrue(newer.node().realtime().isPresent());
                node.await("changed", "n", Map.of("x", 30L));
                node.await("added", "n", Map.of("x", 6L));
                for (String each : List.of("same", "changed", "added")) {
                    node.awaitComplete(each);
                }
                node.awaitNoFault();
            }
        }
    }

    /** The speed layer alone, where others ask it. */
    private LocalSystem speed(TidemarkModel model, int port) {
        Map<String, String> speed =
                Map.of("roles", "speed", "data.directory", "speed", "speed.port", String.valueOf(port));
        return LocalSystem.start(Model.of(model), directory, TheBroker.bootstrapServers(), settings(speed));
    }

    /** Of all processes, so that no run comes meanwhile. */
    private Map<String, String> settings(Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("group.prefix", directory.getFileName().toString());
        settings.put("batch.interval", "1h");
        return settings;
    }

    private void damageViewsOf(String aggregation) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("storage/views").resolve(aggregation))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 3] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    private static void send(KafkaTopic topic, int count) {
        for (int partition = 0; partition < 2; partition++) {
            topic.sendMany(partition, count, "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"x\",\"cents\":5}");
        }
    }
}
