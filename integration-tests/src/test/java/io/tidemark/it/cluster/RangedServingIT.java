package io.tidemark.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Examiner;
import io.tidemark.it.oracle.Examiner.Answered;
import io.tidemark.it.oracle.Flights;
import io.tidemark.it.oracle.LogCopy;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.oracle.StagedSender;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three serving nodes, each with a third of the airports, while records come and runs publish; one is killed and comes back. */
final class RangedServingIT {
    private static final Instant FLIGHTS_END = Instant.parse("2001-01-02T00:00:00Z");
    private static final int NODES = 3;
    private static final int STAGES = 60;
    private static final int ANSWERS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String BORDERS =
            "{\"delays-by-origin\": [\"DFW\", \"ORD\"], \"routes\": [[\"DFW\"], [\"ORD\", \"M\"]]}";

    private final Model model = Model.of(new FlightModel());
    private final TreeSet<Long> manifests = new TreeSet<>();
    private final List<Examiner> examiners = new ArrayList<>();
    private Fleet fleet;
    private StagedSender sender;
    private int asked;
    private int refusals;

    @Test
    void everyAnswerIsThePlainFoldAndAKilledNodesRangeIsNamedUntilItIsReady(@TempDir Path directory) throws Exception {
        try (Fleet started = new Fleet(directory, 1, NODES)) {
            fleet = started;
            fleet.batch();
            fleet.speed(0, Map.of());
            int[] ports = FreePorts.some(NODES);
            for (int i = 0; i < NODES; i++) {
                fleet.serving(i, settings(i, ports));
            }
            try {
                ask();
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError(wrong.getMessage() + "\n" + fleet.told(), wrong);
            }
        }
    }

    private static Map<String, String> settings(int number, int[] ports) {
        return Map.of(
                "serving.ranges",
                BORDERS,
                "serving.peers",
                IntStream.of(ports).mapToObj(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(",")),
                "serving.range",
                String.valueOf(number + 1),
                "serving.port",
                String.valueOf(ports[number]));
    }

    private void ask() throws Exception {
        for (int i = 0; i < NODES; i++) {
            fleet.awaitReady(i);
        }
        try (LogCopy log = new LogCopy(fleet.bootstrapServers(), Map.of(FlightModel.TOPIC, Fleet.PARTITIONS));
                StagedSender stages = new StagedSender(
                        fleet.bootstrapServers(),
                        Flights.records(FLIGHTS_END, Fleet.PARTITIONS),
                        STAGES,
                        Duration.ofMillis(100))) {
            sender = stages;
            Examiner first = new Examiner(fleet.client(0), model, log, new SplittableRandom(5));
            for (int i = 0; i < NODES; i++) {
                examiners.add(i == 0 ? first : first.of(fleet.client(i)));
            }
            // From batch as well as from realtime.
            Patience.until(PATIENCE, () -> "flips: " + manifests, () -> {
                examine(List.of(0, 1, 2));
                return manifests.size() > 1;
            });
            refusals = 0;
            fleet.process("serving-1").kill();
            Patience.until(PATIENCE, () -> refusals + " refusals", () -> {
                examine(List.of(0, 2));
                return refusals >= 2;
            });
            assertComesBack();
            int before = asked;
            Patience.until(PATIENCE, () -> "answers since: " + (asked - before), () -> {
                examine(List.of(0, 1, 2));
                return asked - before >= ANSWERS && sender.progress() == 1;
            });
            assertNoneHasAll();
        }
    }

    /** An answer that comes is right; what is refused is refused for the range that is away. */
    private void examine(List<Integer> nodes) {
        sender.step();
        try {
            Answered answered = examiners.get(nodes.get(asked % nodes.size())).examine();
            asked++;
            if (answered.tidemark().offsets().values().stream().anyMatch(offset -> offset > 0)) {
                manifests.add(answered.tidemark().offsets().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
            }
        } catch (NodeException refused) {
            asked++;
            refusals++;
            assertEquals(503, refused.status(), refused::getMessage);
            assertTrue(
                    refused.getMessage().startsWith("TM-HTTP-037")
                            && refused.getMessage().contains("range 2 of 3"),
                    refused::getMessage);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** It is asked at the moment at which it says that it is ready: by somebody who has seen another's answer. */
    private void assertComesBack() {
        JsonNode seen =
                fleet.client(0).ask("/v1/aggregations/all-flights/query", List.of(new Parameter("window", "all")));
        fleet.process("serving-1").start();
        Patience.until(PATIENCE, fleet::told, () -> isReady(1));
        JsonNode answer = fleet.client(1)
                .ask(
                        "/v1/aggregations/delays-by-origin/query",
                        List.of(
                                new Parameter("window", "all"),
                                new Parameter("require", "complete"),
                                new Parameter("minAsOf", seen.path("asOfToken").asText()),
                                new Parameter("waitFor", "PT5S")));
        assertTrue(answer.path("manifest").asLong() > 0, answer::toString);
        // The others ask it again.
        Patience.until(PATIENCE, fleet::told, () -> total(0).equals(total(2)) && total(0).isPresent());
    }

    private boolean isReady(int node) {
        try {
            return fleet.client(node).ask("/v1/status", List.of()).path("ready").asBoolean();
        } catch (NodeException down) {
            return false;
        }
    }

    /** How many airports there are, all ranges together. */
    private Optional<Integer> total(int node) {
        try {
            return Optional.of(fleet.client(node)
                    .ask("/v1/aggregations/delays-by-origin/groups", List.of(new Parameter("limit", "10000")))
                    .path("groups")
                    .size());
        } catch (NodeException notYet) {
            return Optional.empty();
        }
    }

    private void assertNoneHasAll() {
        Patience.until(PATIENCE, fleet::told, () -> {
            long most = 0;
            long all = 0;
            for (int i = 0; i < NODES; i++) {
                long rows = fleet.client(i)
                        .ask("/v1/status", List.of())
                        .path("index")
                        .path("rows")
                        .asLong();
                most = Math.max(most, rows);
                all += rows;
            }
            return most > 0 && most < all / 2;
        });
    }
}
