package io.tidemark.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Flights;
import io.tidemark.it.oracle.StagedSender;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two serving nodes are killed in turn while somebody asks: whichever answers, it is no older than the last answer. */
final class NoOlderAnswersIT {
    private static final Instant FLIGHTS_END = Instant.parse("2001-01-02T00:00:00Z");
    private static final int STAGES = 150;
    private static final int KILLS = 3;
    private static final int ANSWERS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private int answers;
    private Map<String, Long> seen = new TreeMap<>();
    private String token = "";
    private int node;

    @Test
    void whoRetriesElsewhereSeesNoOlderAnswer(@TempDir Path directory) throws Exception {
        try (Fleet fleet = new Fleet(directory, 1, 2)) {
            fleet.batch();
            fleet.speed(0, Map.of());
            fleet.serving(0);
            fleet.serving(1);
            fleet.awaitReady(0);
            fleet.awaitReady(1);
            try {
                ask(fleet);
            } catch (AssertionError wrong) {
                throw new AssertionError(wrong.getMessage() + "\n" + fleet.told(), wrong);
            }
        }
    }

    private void ask(Fleet fleet) throws Exception {
        try (StagedSender sender = new StagedSender(
                fleet.bootstrapServers(),
                Flights.records(FLIGHTS_END, Fleet.PARTITIONS),
                STAGES,
                Duration.ofMillis(100))) {
            for (int kill = 0; kill < KILLS; kill++) {
                askUntilAnswered(fleet, sender);
                int killed = node;
                fleet.process("serving-" + killed).kill();
                askUntilAnswered(fleet, sender);
                assertEquals(1 - killed, node, "the other one answers");
                fleet.process("serving-" + killed).start();
                fleet.awaitReady(killed);
            }
        }
        assertTrue(seen.values().stream().mapToLong(offset -> offset).sum() > 0, () -> "records came: " + seen);
    }

    private void askUntilAnswered(Fleet fleet, StagedSender sender) {
        Instant deadline = Instant.now().plus(PATIENCE);
        for (int before = answers; answers < before + ANSWERS; ) {
            assertTrue(Instant.now().isBefore(deadline), () -> "only " + answers + " answers in all");
            sender.step();
            askOnce(fleet);
        }
    }

    private void askOnce(Fleet fleet) {
        List<Parameter> question = new ArrayList<>(List.of(new Parameter("window", "all")));
        if (!token.isEmpty()) {
            question.add(new Parameter("minAsOf", token));
        }
        try {
            JsonNode answer = fleet.client(node).ask("/v1/aggregations/delays-by-origin/query", question);
            Map<String, Long> asOf = offsets(answer);
            seen.forEach((partition, offset) -> assertTrue(
                    asOf.getOrDefault(partition, 0L) >= offset,
                    () -> "node " + node + " answered as of " + asOf + " after " + seen));
            seen = asOf;
            token = answer.path("asOfToken").asText();
            answers++;
        } catch (NodeException elsewhere) {
            assertTrue(
                    elsewhere.status() == 0 || elsewhere.getMessage().startsWith("TM-HTTP-034"),
                    () -> elsewhere.status() + " " + elsewhere.getMessage());
            node = 1 - node;
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static Map<String, Long> offsets(JsonNode answer) {
        Map<String, Long> offsets = new TreeMap<>();
        answer.path("asOf")
                .path(FlightModel.TOPIC)
                .properties()
                .forEach(
                        offset -> offsets.put(offset.getKey(), offset.getValue().asLong()));
        return offsets;
    }
}
