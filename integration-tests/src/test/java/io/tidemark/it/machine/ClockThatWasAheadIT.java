package io.tidemark.it.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import io.tidemark.launcher.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that was years ahead, and one that is behind the broker's. */
@NeedsRootOnDebian
final class ClockThatWasAheadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @TempDir
    private Path directory;

    @Test
    void runsGoOnAfterAClockThatWasYearsAhead() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
                NodeProcess node =
                        new NodeProcess(Visits.class, directory.resolve("node"), broker.bootstrapServers(), Map.of())) {
            broker.createTopic(Visits.TOPIC, 1);
            KafkaTopic topic = KafkaTopic.named(broker.bootstrapServers(), Visits.TOPIC);
            node.process().with(clock("+1826d"));
            node.startAndAwait(PATIENCE);
            topic.sendMany(0, 10, Visits.VISIT);
            awaitBatch(node, 10);
            node.process().end(PATIENCE);

            node.process().without("LD_PRELOAD");
            node.startAndAwait(PATIENCE);
            topic.sendMany(0, 10, Visits.VISIT);
            awaitBatch(node, 20);
        }
    }

    @Test
    void aDoctorSaysThatTheClockHereIsBehindTheBrokers() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"))) {
            broker.createTopic(Visits.TOPIC, 1);
            KafkaTopic.named(broker.bootstrapServers(), Visits.TOPIC).sendMany(0, 1, Visits.VISIT);
            Path config = Files.writeString(
                    directory.resolve("tidemark.properties"),
                    "model.class=" + Visits.class.getName() + "\nhttp.port=0\nkafka.bootstrap.servers="
                            + broker.bootstrapServers() + "\n");
            for (String behind : new String[] {"-1d", "-60s", ""}) {
                Path said = directory.resolve("doctor" + behind);
                try (CommandProcess doctor = new CommandProcess(said, "doctor", "--config", config.toString())) {
                    doctor.with(behind.isEmpty() ? Map.of() : clock(behind)).start();
                    assertEquals(0, doctor.exitCode(PATIENCE), doctor::output);
                    assertEquals(!behind.isEmpty(), doctor.output().contains("TM-DOC-020"), doctor::output);
                }
            }
        }
    }

    /** What gives a process a clock that is off by so much. */
    static Map<String, String> clock(String off) {
        return Map.of("LD_PRELOAD", Machine.FAKETIME.toString(), "FAKETIME", off, "FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    private static void awaitBatch(NodeProcess node, long sum) {
        Patience.until(
                PATIENCE,
                () -> "batch has not answered " + sum + ": " + node.told(),
                () -> node.isFromBatch(Visits.AGGREGATION, Visits.METRIC, sum));
    }
}
