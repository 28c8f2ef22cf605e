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
import io.tidemark.it.process.CommandProcess;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas of the realtime view, of which any one process may be away: not one answer is without its part. */
final class ReplicasIT {
    private static final Instant FLIGHTS_END = Instant.parse("2001-01-02T00:00:00Z");
    private static final int STAGES = 200;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PAUSED = Duration.ofSeconds(6);
    private static final int ANSWERS = 60;
    private static final Map<String, String> REPLICAS = new TreeMap<>(Map.of("a1", "a", "a2", "a", "b1", "b"));

    private final Model model = Model.of(new FlightModel());
    private final AtomicInteger answers = new AtomicInteger();
    private final Map<String, Integer> answersWhile = new TreeMap<>();
    private volatile String blow = "nothing yet";

    @Test
    void everyAnswerIsCompleteAndExactWhicheverSpeedNodeIsAway(@TempDir Path directory) throws Exception {
        try (Cluster cluster = Cluster.start(directory, REPLICAS)) {
            try {
                Patience.until(PATIENCE, () -> "not ready", () -> isWhole(cluster));
                assertAnotherInstallationIsRefused(cluster);
                CompletableFuture<Void> blows = CompletableFuture.runAsync(() -> deal(cluster));
                askAllTheTime(cluster, blows);
                blows.get();
                assertEquals(3, answersWhile.size(), answersWhile::toString);
            } catch (AssertionError | Exception wrong) {
                throw new AssertionError(
                        "while " + blow + ", after " + answersWhile + ": " + wrong.getMessage() + "\n"
                                + cluster.output(),
                        wrong);
            }
        }
    }

    private static void assertAnotherInstallationIsRefused(Cluster cluster) throws Exception {
        try (CommandProcess stranger = cluster.stranger().start()) {
            assertEquals(2, stranger.exitCode(PATIENCE), stranger::output);
            String said = stranger.output();
            assertTrue(said.contains("TM-CFG-036") && said.contains("group.prefix \"tidemark\""), said);
            assertTrue(REPLICAS.keySet().stream().anyMatch(name -> said.contains("speed node " + name)), said);
        }
    }

    private void askAllTheTime(Cluster cluster, CompletableFuture<Void> blows) throws Exception {
        try (LogCopy log = new LogCopy(cluster.bootstrapServers(), Map.of(FlightModel.TOPIC, Cluster.PARTITIONS));
                StagedSender sender = new StagedSender(
                        cluster.bootstrapServers(), Flights.records(FLIGHTS_END, Cluster.PARTITIONS), STAGES, PAUSE)) {
            Examiner examiner = new Examiner(cluster.client(), model, log, new SplittableRandom(7));
            while (!blows.isDone()) {
                sender.step();
                Answered answered = examiner.examine();
                assertTrue(answered.complete(), () -> "not complete: " + answered);
                answers.incrementAndGet();
            }
        }
    }

    private void deal(Cluster cluster) {
        deal(
                cluster,
                "a1 is killed",
                Duration.ofSeconds(2),
                () -> cluster.process("a1").kill(),
                () -> cluster.process("a1").start());
        deal(cluster, "b1 stands still", PAUSED, () -> cluster.process("b1").hang(), () -> cluster.process("b1")
                .goOn());
        deal(cluster, "a2 is rolled", Duration.ZERO, () -> cluster.process("a2").end(PATIENCE), () -> cluster.process(
                        "a2")
                .start());
    }

    /** Takes a node away for so long and so many answers, and returns once it is back wholly. */
    private void deal(Cluster cluster, String what, Duration away, Runnable taking, Runnable giving) {
        blow = what;
        int before = answers.get();
        Instant back = Instant.now().plus(away);
        taking.run();
        Patience.until(
                PATIENCE,
                () -> "no answers",
                () -> answers.get() > before + ANSWERS && Instant.now().isAfter(back));
        giving.run();
        Patience.until(PATIENCE, () -> "not back", () -> isWhole(cluster));
        answersWhile.put(what, answers.get() - before);
    }

    /** Whether each replica has all partitions of all aggregations, is about at the log's end, and nothing is wrong. */
    private boolean isWhole(Cluster cluster) {
        try {
            JsonNode status = cluster.client().ask("/v1/status", List.of());
            Map<String, Integer> partitions = new HashMap<>();
            List<String> behind = new ArrayList<>();
            for (JsonNode node : status.path("realtime")) {
                String replica = REPLICAS.get(node.path("node").asText());
                for (JsonNode partition : node.path("partitions")) {
                    partitions.merge(String.valueOf(replica), 1, Integer::sum);
                    if (partition.path("lag").asLong(Long.MAX_VALUE) > 100
                            || partition.path("replaying").asDouble() < 1) {
                        behind.add(partition.toString());
                    }
                }
            }
            int all = Cluster.PARTITIONS * model.aggregations().size();
            return status.path("ready").asBoolean()
                    && status.path("faults").isEmpty()
                    && behind.isEmpty()
                    && partitions.equals(Map.of("a", all, "b", all));
        } catch (NodeException down) {
            return false;
        }
    }
}
