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
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.model.Model;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledProcessesIT {
    private static final Instant FLIGHTS_END = Instant.parse("2001-01-02T00:00:00Z");
    private static final int STAGES = 40;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> BLOWS = List.of(
            "speed", "speed", "serving", "serving", "kafka", "batch while it publishes", "batch while it recomputes");

    private final long seed = Long.getLong("tidemark.it.seed", 7);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Model model = Model.of(new FlightModel());
    private final List<String> dealt = new ArrayList<>();
    private int answers;
    private int refusals;

    @Test
    void answersStayExactWhateverIsKilled(@TempDir Path directory) throws Exception {
        try (Cluster cluster = Cluster.start(directory)) {
            try {
                awaitFirstAnswer(cluster);
                examine(cluster);
                assertSecondProcessIsRefused(cluster);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError(
                        "run again with -Dtidemark.it.seed=" + seed + ", after " + dealt + ": " + wrong.getMessage()
                                + "\n" + cluster.output(),
                        wrong);
            }
        }
    }

    private void examine(Cluster cluster) throws Exception {
        try (LogCopy log = new LogCopy(cluster.bootstrapServers(), Map.of(FlightModel.TOPIC, Cluster.PARTITIONS));
                StagedSender sender = new StagedSender(
                        cluster.bootstrapServers(), Flights.records(FLIGHTS_END, Cluster.PARTITIONS), STAGES, PAUSE)) {
            Examiner examiner = new Examiner(cluster.client(), model, log, random);
            List<String> blows = new ArrayList<>(BLOWS);
            Collections.shuffle(blows, new Random(seed));
            while (sender.progress() < 1) {
                sender.step();
                ask(examiner);
                if (dealt.size() < blows.size() && sender.progress() > (dealt.size() + 1.0) / (blows.size() + 1)) {
                    deal(blows.get(dealt.size()), cluster);
                }
            }
            settle(examiner, log, new RemoteBatchControl(cluster.client()));
        }
        assertEquals(BLOWS.size(), dealt.size());
        assertTrue(answers > STAGES, answers + " answers and " + refusals + " refusals");
    }

    /** An answer may fail to come while something is down. One that comes is right. */
    private Optional<Answered> ask(Examiner examiner) {
        try {
            Answered answered = examiner.examine();
            answers++;
            return Optional.of(answered);
        } catch (NodeException down) {
            assertTrue(
                    down.status() == 0 || down.status() == 503 || down.status() == 504,
                    () -> "status " + down.status() + ": " + down.getMessage());
            refusals++;
            LockSupport.parkNanos(20_000_000);
            return Optional.empty();
        }
    }

    private void deal(String blow, Cluster cluster) {
        dealt.add(blow);
        if (blow.startsWith("batch")) {
            RunRequest wanted = blow.endsWith("recomputes")
                    ? new RunRequest.Recompute(Set.of(), TimeRange.ALL)
                    : new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false);
            RemoteBatchControl control = new RemoteBatchControl(cluster.client());
            String[] run = {""};
            Patience.until(PATIENCE, () -> blow + ": nothing runs", () -> isUnderWay(control, wanted, run));
            LockSupport.parkNanos(random.nextLong(30_000_000));
            cluster.killAndRestart("batch");
        } else {
            cluster.killAndRestart(blow);
        }
    }

    private static boolean isUnderWay(RemoteBatchControl control, RunRequest wanted, String[] run) {
        try {
            if (run[0].isEmpty()) {
                run[0] = control.request(wanted);
            }
            return control.run(run[0]).filter(r -> r.state() != State.QUEUED).isPresent();
        } catch (NodeException down) {
            return false;
        }
    }

    private void awaitFirstAnswer(Cluster cluster) {
        Patience.until(PATIENCE, () -> "no answer at all", () -> {
            try {
                return cluster.client()
                        .ask("/v1/status", List.of())
                        .path("ready")
                        .asBoolean();
            } catch (NodeException down) {
                return false;
            }
        });
    }

    /** In the end batch answers for every record, and for every aggregation. */
    private void settle(Examiner examiner, LogCopy log, RemoteBatchControl control) {
        long end = log.ends().values().stream().mapToLong(Long::longValue).sum();
        Set<String> covered = new HashSet<>();
        Patience.until(PATIENCE, () -> "of " + end + " records batch covers all only for " + covered, () -> {
            cutAtTheEnd(control);
            ask(examiner)
                    .filter(answered -> answered.complete()
                            && answered.tidemark().offsets().values().stream()
                                            .mapToLong(Long::longValue)
                                            .sum()
                                    == end)
                    .ifPresent(answered -> covered.add(answered.aggregation()));
            return covered.size() == model.aggregations().size();
        });
    }

    /** Where the archive's last file ends inside an epoch, no scheduled run takes it. */
    private static void cutAtTheEnd(RemoteBatchControl control) {
        try {
            if (control.runs(20).stream().noneMatch(run -> run.state() == State.QUEUED)) {
                control.request(new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false));
            }
        } catch (NodeException down) {
            // It is asked again.
            return;
        }
    }

    private static void assertSecondProcessIsRefused(Cluster cluster) throws Exception {
        try (CommandProcess second = cluster.another("speed").start()) {
            assertEquals(2, second.exitCode(PATIENCE), second::output);
            assertTrue(second.output().contains("TM-CFG-008"), second::output);
            assertTrue(cluster.process("speed").isAlive());
        }
    }
}
