package io.tidemark.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Examiner;
import io.tidemark.it.oracle.Flights;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.LogCopy;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.oracle.StagedSender;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final List<Parameter> TOTAL = List.of(new Parameter("window", "range"));

    private final Model model = Model.of(new FlightModel());

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void missingTopicIsNamedAndTakenUpOnceItIsThere() throws Exception {
        try (LocalSystem system = start("node", Map.of())) {
            awaitFault(system, "topic \"flights\": does not exist; create it or correct the name");
            broker.createTopic(FlightModel.TOPIC, PARTITIONS);
            int sent = send();
            await(system, "asOf", sent);
            Patience.until(PATIENCE, () -> "still " + system.node().faults(), () -> system.node()
                    .faults()
                    .isEmpty());
        }
    }

    @Test
    void topicThatWasMadeAnewIsRefusedAndNothingIsMixed() throws Exception {
        broker.createTopic(FlightModel.TOPIC, PARTITIONS);
        try (LocalSystem system = start("node", Map.of())) {
            int sent = send();
            await(system, "asOf", sent);
            TopicSurgery.delete(broker.bootstrapServers());
            broker.createTopic(FlightModel.TOPIC, PARTITIONS);
            send();
            awaitFault(system, "topic \"flights\": was re-created");
            assertTrue(total(system.client())
                            .path("rows")
                            .path(0)
                            .path("metrics")
                            .path("flights")
                            .asLong()
                    <= sent);
        }
    }

    @Test
    void recordsTruncatedFromTheLogAreAnsweredFromTheArchive() throws Exception {
        broker.createTopic(FlightModel.TOPIC, PARTITIONS);
        int sent;
        try (LogCopy log = copy()) {
            Examiner examiner;
            try (LocalSystem system = start("first", Map.of())) {
                new RemoteBatchControl(system.client()).pause();
                sent = send();
                await(system, "asOf", sent);
                awaitArchive(system, sent);
                examiner = new Examiner(system.client(), model, log, new SplittableRandom(1));
                examiner.examine();
            }
            TopicSurgery.truncate(broker.bootstrapServers(), halves(log));
            try (LocalSystem system = start("second", Map.of())) {
                Examiner after = examiner.of(system.client());
                after.examine();
                RemoteBatchControl control = new RemoteBatchControl(system.client());
                control.request(new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false));
                Patience.until(PATIENCE, () -> "not complete: " + total(system.client()), () -> {
                    assertTrue(after.examine().rows() >= 0);
                    return complete(system) && sum(total(system.client()), "asOf") == sent;
                });
                assertEquals(sent, flights(system));
            }
        }
    }

    @Test
    void whatFellSilentIsArchivedByAgeAndOutlivesTheLog() throws Exception {
        TopicSurgery.createStampedByProducers(broker.bootstrapServers(), PARTITIONS);
        int sent;
        try (LocalSystem system = start("first", Map.of())) {
            sent = send();
            // Nothing more comes, and no stamp tells that an epoch is over.
            awaitArchive(system, sent);
        }
        Map<Integer, Long> ends = new TreeMap<>();
        try (LogCopy log = copy()) {
            log.ends().forEach((partition, end) -> ends.put(partition.partition(), end));
        }
        TopicSurgery.truncate(broker.bootstrapServers(), ends);
        try (LocalSystem system = start("first", Map.of())) {
            Patience.until(
                    PATIENCE,
                    () -> "not all of it: " + total(system.client()),
                    () -> complete(system) && flights(system) == sent);
            assertEquals(List.of(), system.node().faults());
        }
    }

    @Test
    void aLogThatBeganBeforeUsIsCompleteFromWhereItBeginsAtOnce() throws Exception {
        broker.createTopic(FlightModel.TOPIC, PARTITIONS);
        int sent = send();
        Map<Integer, Long> halves;
        try (LogCopy log = copy()) {
            halves = halves(log);
        }
        long gone = halves.values().stream().mapToLong(Long::longValue).sum();
        TopicSurgery.truncate(broker.bootstrapServers(), halves);
        // No run comes before an hour is over.
        try (LocalSystem system = start("late", Map.of("batch.interval", "1h"))) {
            Patience.until(
                    PATIENCE,
                    () -> "not complete: " + total(system.client())
                            + system.node().faults(),
                    () -> complete(system) && flights(system) == sent - gone);
        }
    }

    private LocalSystem start(String data, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(further);
        settings.put("data.directory", data);
        return LocalSystem.start(model, directory, broker.bootstrapServers(), settings);
    }

    private LogCopy copy() {
        return new LogCopy(broker.bootstrapServers(), Map.of(FlightModel.TOPIC, PARTITIONS));
    }

    /** The flights of the first hours, all at once. */
    private int send() throws IOException {
        var flights = Flights.records(Instant.parse("2001-01-01T12:00:00Z"), PARTITIONS);
        try (StagedSender sender = new StagedSender(broker.bootstrapServers(), flights, 1, Duration.ZERO)) {
            sender.step();
        }
        return flights.size();
    }

    private static Map<Integer, Long> halves(LogCopy log) {
        Map<Integer, Long> halves = new TreeMap<>();
        log.ends().forEach((partition, end) -> halves.put(partition.partition(), end / 2));
        return halves;
    }

    private static void awaitFault(LocalSystem system, String fault) {
        Patience.until(
                PATIENCE,
                () -> "not told: " + fault + ", but " + system.node().faults(),
                () -> system.node().faults().stream()
                        .anyMatch(told -> told.toString().contains(fault)));
        assertTrue(
                system.client()
                        .ask("/v1/status", List.of())
                        .path("faults")
                        .toString()
                        .contains("flights"),
                "the status does not tell it");
    }

    private static void await(LocalSystem system, String vector, long sum) {
        Patience.until(
                PATIENCE,
                () -> vector + " is not at " + sum + ": " + total(system.client())
                        + system.node().faults(),
                () -> sum(total(system.client()), vector) == sum);
    }

    private static void awaitArchive(LocalSystem system, long records) {
        Patience.until(PATIENCE, () -> "not archived", () -> {
            long archived = 0;
            for (JsonNode partition :
                    system.client().ask("/v1/status", List.of()).path("archive")) {
                archived += partition.path("end").asLong();
            }
            return archived == records;
        });
    }

    private static String path() {
        return "/v1/aggregations/all-flights/query";
    }

    private static JsonNode total(NodeClient node) {
        return node.ask(path(), TOTAL);
    }

    private static long flights(LocalSystem system) {
        return total(system.client())
                .path("rows")
                .path(0)
                .path("metrics")
                .path("flights")
                .asLong();
    }

    private static boolean complete(LocalSystem system) {
        return total(system.client()).path("complete").asBoolean();
    }

    private static long sum(JsonNode answer, String vector) {
        long sum = 0;
        for (JsonNode offset : answer.path(vector).path(FlightModel.TOPIC)) {
            sum += offset.asLong();
        }
        return sum;
    }
}
