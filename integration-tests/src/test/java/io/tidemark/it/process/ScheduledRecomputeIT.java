package io.tidemark.it.process;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.command.TidemarkCommand;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recomputes on a schedule, of a node that was away when they were due. */
final class ScheduledRecomputeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    /** Visits by the hour. */
    public static final class Visits implements TidemarkModel {
        /** A visit. */
        public record Visit(Instant at) {}

        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream("visits", Visit.class).eventTime(Visit::at);
            model.aggregation("visits").over(visits).tile(Duration.ofHours(1)).metric("n", count());
        }
    }

    @Test
    void oneThatWasMissedIsMadeUpForOnceAndShown() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
            broker.createTopic("visits", 1);
            Instant yesterday = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
            KafkaTopic.named(broker.bootstrapServers(), "visits").sendMany(0, 100, "{\"at\":\"" + yesterday + "\"}");
            try (NodeProcess node = node(broker)) {
                node.startAndAwait(PATIENCE);
                Patience.until(PATIENCE, node::told, () -> node.isFromBatch("visits", "n", 100));
                assertEquals(0, recomputes(node).size(), "it has begun, and missed nothing");
                node.process().kill();
            }
            lastTakenCareOf(Instant.now().minus(Duration.ofDays(800)));
            try (NodeProcess node = node(broker)) {
                node.startAndAwait(PATIENCE);
                Patience.until(PATIENCE, node::told, () -> published(node) == 1);
                node.process().kill();
            }
            try (NodeProcess node = node(broker)) {
                node.startAndAwait(PATIENCE);
                // A record that comes now is in a run after whatever was due at the start.
                KafkaTopic.named(broker.bootstrapServers(), "visits").sendMany(0, 1, "{\"at\":\"" + yesterday + "\"}");
                Patience.until(PATIENCE, node::told, () -> node.isFromBatch("visits", "n", 101));
                assertEquals(1, recomputes(node).size());
                String run = recomputes(node).get(0).path("id").asText();
                assertTrue(run.endsWith("-yearly"), run);
                String due = due(node);
                assertTrue(due.contains("recompute the last 366d of visits"), due);
                assertTrue(due.contains("0 0 1 1 * Asia/Kathmandu"), due);
                assertTrue(due.contains(run), due);
                assertEquals("", node.faults());
            }
        }
    }

    private NodeProcess node(EmbeddedBroker broker) throws IOException {
        return new NodeProcess(
                Visits.class,
                directory.resolve("node"),
                broker.bootstrapServers(),
                Map.of(
                        "recompute.yearly.cron", "0 0 1 1 *",
                        "recompute.yearly.zone", "Asia/Kathmandu",
                        "recompute.yearly.last", "366d",
                        "recompute.yearly.aggregations", "visits"));
    }

    /** As if the node had last been there long ago. */
    private void lastTakenCareOf(Instant then) throws IOException {
        Path marks = directory.resolve("node/storage/control/due/yearly");
        Path file;
        try (Stream<Path> files = Files.list(marks)) {
            file = files.filter(path -> path.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
        String mark = Files.readString(file);
        Files.delete(file);
        Files.writeString(
                marks.resolve(String.format("%020d.json", then.toEpochMilli())),
                mark.replaceFirst("\"due\":\"[^\"]*\"", "\"due\":\"" + then + "\""));
    }

    private static List<JsonNode> recomputes(NodeProcess node) {
        List<JsonNode> runs = new ArrayList<>();
        for (JsonNode run : node.client().ask("/v1/runs", List.of()).path("runs")) {
            if (run.path("kind").asText().equals("recompute")) {
                runs.add(run);
            }
        }
        return runs;
    }

    private static long published(NodeProcess node) {
        return recomputes(node).stream()
                .filter(run -> run.path("state").asText().equals("published"))
                .count();
    }

    private static String due(NodeProcess node) {
        StringWriter said = new StringWriter();
        int code = TidemarkCommand.commandLine()
                .setOut(new PrintWriter(said, true))
                .execute("batch", "due", "--url", node.url());
        assertEquals(0, code, said::toString);
        return said.toString();
    }
}
