package io.tidemark.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Speed nodes of one replica join and leave while somebody asks all the time: whoever gives a partition up answers for it
 * until the next one is as far, so that no answer lacks a part, and each is exact.
 */
final class MovingPartitionsIT {
    private static final Instant FLIGHTS_END = Instant.parse("2001-01-01T18:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SIGTERM = 143;
    private static final Duration HAND_OVER = Duration.ofSeconds(50);

    private static Fleet fleet;
    private static LogCopy log;
    private static Examiner examiner;
    private int answers;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        fleet = new Fleet(directory, 2, 1);
        fleet.batch();
        fleet.serving(0);
        fleet.awaitReady(0);
        log = new LogCopy(fleet.bootstrapServers(), Map.of(FlightModel.TOPIC, Fleet.PARTITIONS));
        examiner = new Examiner(fleet.client(0), Model.of(new FlightModel()), log, new SplittableRandom(5));
    }

    @AfterAll
    static void end() {
        log.close();
        fleet.close();
    }

    /** Each protocol with a group of its own, which is a replica's. */
    @ParameterizedTest
    @CsvSource({"classic, a", "consumer, b"})
    void noAnswerLacksAPartWhileNodesJoinAndLeave(String protocol, String replica) throws Exception {
        Map<String, String> settings = Map.of(
                "kafka.group.protocol",
                protocol,
                "speed.replica",
                replica,
                "speed.handover",
                HAND_OVER.toSeconds() + "s");
        try (StagedSender sender = new StagedSender(
                fleet.bootstrapServers(), Flights.records(FLIGHTS_END, Fleet.PARTITIONS), 60, Duration.ofMillis(250))) {
            CommandProcess first = fleet.speed(0, settings);
            Patience.until(PATIENCE, fleet::told, MovingPartitionsIT::isComplete);

            CommandProcess second = joins(1, settings, sender);
            leaves(first, sender);
            CommandProcess again = joins(0, settings, sender);
            askUntil(sender, "all is sent", () -> sender.progress() >= 1);
            leaves(second, sender);
            // The last one has nobody to wait for.
            assertEquals(SIGTERM, again.end(PATIENCE));
        } catch (AssertionError | NodeException wrong) {
            throw new AssertionError(
                    protocol + ", after " + answers + " answers: " + wrong.getMessage() + "\n" + fleet.told(), wrong);
        }
        assertTrue(answers > 100, () -> answers + " answers");
    }

    private static boolean isComplete() {
        try {
            return examiner.examine().complete();
        } catch (NodeException notYet) {
            return false;
        }
    }

    private CommandProcess joins(int node, Map<String, String> settings, StagedSender sender) throws Exception {
        CommandProcess process = fleet.speed(node, settings);
        askUntil(sender, "node " + node + " joins", () -> fleet.hasPartitions(node));
        return process;
    }

    /** It hands over: it ends by itself, before its time to do so is over. */
    private void leaves(CommandProcess node, StagedSender sender) throws Exception {
        Instant told = Instant.now();
        CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(() -> node.end(PATIENCE));
        askUntil(sender, "a node leaves", ended::isDone);
        assertEquals(SIGTERM, ended.get());
        Duration took = Duration.between(told, Instant.now());
        assertTrue(took.compareTo(HAND_OVER) < 0, () -> "it took " + took);
    }

    private interface Condition {
        boolean holds();
    }

    private void askUntil(StagedSender sender, String what, Condition condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertTrue(Instant.now().isBefore(deadline), () -> "not in time: " + what);
            sender.step();
            Answered answered = examiner.examine();
            answers++;
            assertTrue(answered.complete(), () -> "while " + what + ", incomplete: " + answered);
        }
    }
}
