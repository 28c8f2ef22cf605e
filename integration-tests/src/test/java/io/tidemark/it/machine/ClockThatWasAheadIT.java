package io.tidemark.it.machine;

import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import io.tidemark.launcher.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            node.process()
                    .with(Map.of(
                            "LD_PRELOAD", Machine.FAKETIME.toString(),
                            "FAKETIME", "+1826d",
                            "FAKETIME_DONT_FAKE_MONOTONIC", "1"));
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

    private static void awaitBatch(NodeProcess node, long sum) {
        Patience.until(
                PATIENCE,
                () -> "batch has not answered " + sum + ": " + node.told(),
                () -> node.isFromBatch(Visits.AGGREGATION, Visits.METRIC, sum));
    }
}
