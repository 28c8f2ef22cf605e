package io.tidemark.it.process;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.frequentItems;
import static io.tidemark.aggregator.Aggregators.quantile;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sketches on the newest Java that is tried, if this machine has it, and what they wrote on the one that runs the tests. */
final class NewestJavaIT {
    private static final Path JAVAS = Path.of("/usr/lib/jvm");
    private static final String NEWEST = "25";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    /** All that is estimated by a sketch. */
    public static final class Sketches implements TidemarkModel {
        /** A visit. */
        public record Visit(Instant at, String who, long millis) {}

        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream("visits", Visit.class).eventTime(Visit::at);
            model.aggregation("visits")
                    .over(visits)
                    .tile(Duration.ofHours(1))
                    .metric("n", count())
                    .metric("people", distinctCount(Visit::who))
                    .metric("median", quantile(Visit::millis, 0.5))
                    .metric("frequent", frequentItems(Visit::who, 64));
        }
    }

    @Test
    void sketchesAreComputedThereAndReadHere() throws IOException {
        Optional<Path> newest = newest();
        Assumptions.assumeTrue(newest.isPresent(), "no Java " + NEWEST + " in " + JAVAS);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
            KafkaTopic topic = KafkaTopic.named(broker.bootstrapServers(), "visits");
            broker.createTopic("visits", 1);
            topic.send(
                    0,
                    IntStream.range(0, 100)
                            .mapToObj(who ->
                                    "{\"at\":\"2026-11-21T09:00:00Z\",\"who\":\"p" + who + "\",\"millis\":" + who + "}")
                            .toArray(String[]::new));
            JsonNode there;
            try (NodeProcess node = node(broker)) {
                node.process().on(newest.get());
                node.startAndAwait(PATIENCE);
                there = answer(node);
            }
            try (NodeProcess node = node(broker)) {
                node.startAndAwait(PATIENCE);
                assertEquals(there, answer(node));
            }
        }
    }

    private NodeProcess node(EmbeddedBroker broker) throws IOException {
        return new NodeProcess(Sketches.class, directory.resolve("node"), broker.bootstrapServers(), Map.of());
    }

    private static JsonNode answer(NodeProcess node) {
        Patience.until(PATIENCE, node::told, () -> node.isFromBatch("visits", "n", 100));
        assertEquals("", node.faults());
        JsonNode metrics = node.total("visits").path("rows").path(0).path("metrics");
        assertEquals(100, metrics.path("people").asDouble(), 2, metrics::toString);
        assertEquals(50, metrics.path("median").asDouble(), 2, metrics::toString);
        return metrics;
    }

    private static Optional<Path> newest() throws IOException {
        if (!Files.isDirectory(JAVAS)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(JAVAS)) {
            List<Path> homes = all.sorted().toList();
            return homes.stream().filter(NewestJavaIT::isNewest).findFirst();
        }
    }

    private static boolean isNewest(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.exists(release) && Files.readString(release).contains("JAVA_VERSION=\"" + NEWEST);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
