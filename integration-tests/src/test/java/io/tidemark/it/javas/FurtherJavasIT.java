package io.tidemark.it.javas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import io.tidemark.launcher.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On each further Java of this machine: the laws of all aggregators, and a whole system whose data goes from one Java to the
 * other and back. The build's output has a line that names them.
 */
final class FurtherJavasIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int VISITS = 200;

    @TempDir
    private Path directory;

    @Test
    void eachFurtherJavaKeepsTheLawsAndReadsWhatAnotherWrote() throws Exception {
        List<String> tried = new ArrayList<>();
        for (Java java : Java.further()) {
            Path ofThis = Files.createDirectories(directory.resolve("java-" + java.feature()));
            laws(java, ofThis.resolve("laws.out"));
            journey(java, ofThis);
            tried.add(java.name() + ": ok");
        }
        System.out.println("further JDKs, beside " + Runtime.version() + ": "
                + (tried.isEmpty() ? "none found" : String.join(", ", tried)));
    }

    private static void laws(Java java, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        java.home().resolve("bin/java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Laws.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> java + " is still at the laws");
            String said = Files.readString(output);
            assertEquals(0, process.exitValue(), () -> java + ": " + said);
        } finally {
            process.destroyForcibly();
        }
    }

    private void journey(Java java, Path place) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(place.resolve("kafka"))) {
            broker.createTopic(EveryMetric.TOPIC, 1);
            KafkaTopic topic = KafkaTopic.named(broker.bootstrapServers(), EveryMetric.TOPIC);
            topic.send(0, visits(0));
            JsonNode there = onlyFromBatch(java, place, broker, VISITS);
            assertEquals(there, here(place, broker, VISITS), "written on " + java + ", read here");
            topic.send(0, visits(1));
            JsonNode here = here(place, broker, 2 * VISITS);
            assertEquals(here, onlyFromBatch(java, place, broker, 2 * VISITS), "written here, read on " + java);
        }
    }

    private static JsonNode onlyFromBatch(Java java, Path place, EmbeddedBroker broker, int visits) throws IOException {
        try (NodeProcess node = node(place, broker)) {
            node.process().on(java.home());
            return answer(node, visits);
        }
    }

    private static JsonNode here(Path place, EmbeddedBroker broker, int visits) throws IOException {
        try (NodeProcess node = node(place, broker)) {
            return answer(node, visits);
        }
    }

    private static NodeProcess node(Path place, EmbeddedBroker broker) throws IOException {
        return new NodeProcess(EveryMetric.class, place.resolve("node"), broker.bootstrapServers(), Map.of());
    }

    /** Of the realtime view first, and then of batch alone. */
    private static JsonNode answer(NodeProcess node, int visits) {
        node.startAndAwait(PATIENCE);
        Patience.until(PATIENCE, node::told, () -> node.sum(EveryMetric.TOPIC, "n") == visits);
        Patience.until(PATIENCE, node::told, () -> node.isFromBatch(EveryMetric.TOPIC, "n", visits));
        assertEquals("", node.faults());
        JsonNode metrics = node.total(EveryMetric.TOPIC).path("rows").path(0).path("metrics");
        assertEquals(visits, metrics.path("people").asDouble(), 0.02 * visits, metrics::toString);
        assertEquals(visits / 2.0, metrics.path("median").asDouble(), 0.05 * visits, metrics::toString);
        return metrics;
    }

    private static String[] visits(int round) {
        return IntStream.range(round * VISITS, (round + 1) * VISITS)
                .mapToObj(who -> "{\"at\":\"2026-11-21T09:00:00Z\",\"who\":\"p" + who + "\",\"millis\":" + who
                        + ",\"price\":" + who + ".25,\"level\":" + who + ".1}")
                .toArray(String[]::new);
    }
}
