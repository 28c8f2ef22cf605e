package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.TheBroker;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that stops, and code that does not come back: named by each layer, and heard by a program that listens. */
final class HeardFaultsIT {
    private static final String STOPS = "heard-stops";
    private static final String HANGS = "heard-hangs";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** Whether the code that hangs does so at present. */
    private static volatile boolean hangs = true;

    /** An event. */
    public record Event(Instant at, String k) {}

    private static boolean fails(Event event) {
        if (event.k().equals("y")) {
            throw new IllegalStateException("most of them");
        }
        return true;
    }

    private static boolean waits(Event event) {
        while (hangs && event.k().equals("y")) {
            Thread.onSpinWait();
        }
        return true;
    }

    private static final TidemarkModel MODEL = model -> {
        var stopping = model.stream(STOPS, Event.class).eventTime(Event::at);
        model.aggregation("stops")
                .over(stopping)
                .where(HeardFaultsIT::fails)
                .tile(Duration.ofMinutes(5))
                .metric("n", count());
        model.aggregation("goes-on").over(stopping).tile(Duration.ofMinutes(5)).metric("n", count());
    };

    private static final TidemarkModel HANGING = model -> {
        var hanging = model.stream(HANGS, Event.class).eventTime(Event::at);
        model.aggregation("hangs")
                .over(hanging)
                .where(HeardFaultsIT::waits)
                .tile(Duration.ofMinutes(5))
                .metric("n", count());
    };

    @Test
    void anAggregationThatStopsIsHeardOfFromBothLayers() {
        KafkaTopic topic = Node.topic(STOPS).create(1, Map.of());
        List<Fault> heard = new CopyOnWriteArrayList<>();
        FaultListener listener = new FaultListener() {
            @Override
            public void raised(Fault fault) {
                heard.add(fault);
            }

            @Override
            public void cleared(Fault fault) {
                // What is raised is enough here.
            }
        };
        Map<String, String> settings =
                Map.of("group.prefix", directory.getFileName().toString(), "batch.interval", "1s");
        try (LocalSystem system =
                LocalSystem.start(Model.of(MODEL), directory, TheBroker.bootstrapServers(), settings, listener)) {
            topic.sendMany(0, 200, "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"y\"}");
            // Once by the speed layer's aggregation, once by the run's.
            Patience.until(
                    PATIENCE,
                    () -> heard + "\n" + system.node().faults(),
                    () -> heard.stream()
                                    .filter(fault -> fault.code().equals("TM-CODE-002"))
                                    .count()
                            >= 2);
            assertTrue(
                    heard.stream()
                            .filter(fault -> fault.code().equals("TM-CODE-002"))
                            .allMatch(fault -> fault.toString().contains("\"stops\"")),
                    heard::toString);
        }
    }

    @Test
    void codeThatDoesNotReturnInARunIsNamedAndTheRunGoesOnOnceItDoes() {
        KafkaTopic topic = Node.topic(HANGS).create(1, Map.of());
        topic.send(0, "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"y\"}");
        Map<String, String> batchAlone = Map.of("roles", "batch,serving");
        hangs = true;
        try (Node node = Node.start(HANGING, directory, batchAlone)) {
            node.awaitBatchFault("TM-CODE-004", "hangs");
            hangs = false;
            node.awaitBatch("hangs", "n", Map.of("", 1L));
            Patience.until(PATIENCE, () -> node.faults().toString(), () -> node.faults().stream()
                    .noneMatch(fault -> fault.contains("TM-CODE-004")));
        } finally {
            hangs = false;
        }
    }
}
