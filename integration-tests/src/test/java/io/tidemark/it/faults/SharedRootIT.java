package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.process.FileTrees;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one storage root: with another definition each, and of a data directory that was copied. */
final class SharedRootIT {
    private static final String TOPIC = "shared-root";
    private static final String VALUE = "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"x\",\"cents\":5}";

    @TempDir
    private Path directory;

    /** An event. */
    public record Event(Instant at, String k, long cents) {}

    private static TidemarkModel counting() {
        return model -> {
            var events = model.stream(TOPIC, Event.class).eventTime(Event::at);
            model.aggregation("shop")
                    .over(events)
                    .groupBy("k", Event::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
        };
    }

    private static TidemarkModel adding() {
        return model -> {
            var events = model.stream(TOPIC, Event.class).eventTime(Event::at);
            model.aggregation("shop")
                    .over(events)
                    .groupBy("k", Event::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", sum(Event::cents));
        };
    }

    @Test
    void twoDefinitionsAndACopyOfADirectoryAreAllServed() throws IOException {
        KafkaTopic topic = Node.topic(TOPIC).create(2, Map.of());
        topic.send(0, VALUE);
        try (Node one = start("one", counting(), "first")) {
            one.awaitBatch("shop", "n", Map.of("x", 1L));
        }
        FileTrees.copy(directory.resolve("one"), directory.resolve("copy"));
        try (Node one = start("one", counting(), "first");
                Node copy = start("copy", counting(), "first");
                Node other = start("other", adding(), "second")) {
            for (int sent = 2; sent <= 5; sent++) {
                topic.send(sent % 2, VALUE);
                // Each of the two of one group has one of the partitions, and reads the other's from the batch view.
                one.awaitBatch("shop", "n", Map.of("x", (long) sent));
                copy.awaitBatch("shop", "n", Map.of("x", (long) sent));
                other.awaitBatch("shop", "n", Map.of("x", 5L * sent));
            }
            other.awaitNoFault();
            for (Node node : new Node[] {one, copy}) {
                // They share a group without knowing of each other: what the other one reads is said to be missing.
                assertTrue(node.faults().stream().allMatch(fault -> fault.startsWith("TM-SRV-017")), () -> node.faults()
                        .toString());
            }
            for (JsonNode run : one.status().path("runs")) {
                // Each of them takes a run of another's, which it finds under way, for one that nobody ends.
                boolean isWell = !run.path("state").asText().equals("failed")
                        || run.path("message").asText().equals("the process ended");
                assertTrue(isWell, run::toString);
            }
        }
    }

    private Node start(String data, TidemarkModel model, String prefix) {
        Map<String, String> settings = new HashMap<>();
        settings.put("data.directory", directory.resolve(data).toString());
        settings.put("storage.root", directory.resolve("root").toUri().toString());
        settings.put("group.prefix", directory.getFileName() + "-" + prefix);
        return Node.start(model, directory, settings);
    }
}
