package io.tidemark.it.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.aggregator.Aggregators;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica on another machine, that is cut off, stands still, or is not to be counted on: no answer is without its part. */
@NeedsRootOnDebian
final class AbsentReplicaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration CUT_OFF = Duration.ofSeconds(12);
    private static final Duration STANDING_STILL = Duration.ofSeconds(30);
    private static final int PORT = 23_410;
    private static final String KAFKA = Network.HERE + ":" + PORT;
    private static final long EVERY_NANOS = 20_000_000;

    @TempDir
    private Path directory;

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private NodeProcess serving;

    /** The same aggregation, as somebody else defines it. */
    public static final class OtherVisits implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream(Visits.TOPIC, Visits.Visit.class).eventTimeMillis(Visits.Visit::at);
            model.aggregation(Visits.AGGREGATION)
                    .over(visits)
                    .groupBy("page", Visits.Visit::page)
                    .tile(Duration.ofHours(1))
                    .metric(Visits.METRIC, Aggregators.sum(Visits.Visit::at));
        }
    }

    @Test
    void everyAnswerIsCompleteAndRight() throws Exception {
        try (Network network = new Network();
                CommandProcess broker = broker().start();
                NodeProcess near = speed(Visits.class, "a", Map.of("speed.advertise", "127.0.0.1"));
                NodeProcess far = speed(Visits.class, "b", beyond());
                NodeProcess other = speed(OtherVisits.class, "c", Map.of("speed.advertise", "127.0.0.1"));
                NodeProcess asked = node(Visits.class, "serving", Map.of("roles", "batch,serving"))) {
            serving = asked;
            Patience.until(PATIENCE, broker::output, () -> broker.output().contains("Kafka: " + KAFKA));
            near.start();
            network.start(far.process());
            serving.startAndAwait(PATIENCE);
            awaitBoth();
            CompletableFuture<Void> asking = CompletableFuture.runAsync(this::askAllTheTime);

            network.swallow();
            lasting(CUT_OFF);
            awaitFault(asking, "TM-SRV-009", "http://" + Network.THERE);
            network.carry();
            awaitBoth(asking);

            far.process().hang();
            lasting(STANDING_STILL);
            far.process().goOn();
            awaitBoth(asking);

            far.process().kill();
            far.process().with(ClockThatWasAheadIT.clock("+1h"));
            network.start(far.process());
            awaitFault(asking, "TM-SRV-019", "http://" + Network.THERE, "ahead of");
            lasting(Duration.ofSeconds(3));

            other.start();
            awaitFault(asking, "TM-SRV-018", Visits.AGGREGATION);
            lasting(Duration.ofSeconds(3));
            isOver.set(true);
            asking.get();
            assertTrue(answers.get() > 200, answers + " answers");
        }
    }

    private CommandProcess broker() {
        return new CommandProcess(
                directory.resolve("kafka.out"),
                "broker",
                "--host",
                Network.HERE,
                "--port",
                String.valueOf(PORT),
                "--directory",
                directory.resolve("kafka").toString(),
                "--topic",
                Visits.TOPIC + "=1");
    }

    private static Map<String, String> beyond() {
        return Map.of("speed.host", Network.THERE, "speed.insecure", "no-authentication,no-tls");
    }

    private NodeProcess speed(Class<? extends TidemarkModel> model, String replica, Map<String, String> further)
            throws Exception {
        Map<String, String> settings = new HashMap<>(further);
        settings.putAll(Map.of("roles", "speed", "speed.port", "0", "speed.replica", replica));
        return node(model, replica, settings);
    }

    private NodeProcess node(Class<? extends TidemarkModel> model, String name, Map<String, String> further)
            throws Exception {
        Map<String, String> settings = new HashMap<>(further);
        settings.put("node.name", name);
        settings.put("serving.lease", "5s");
        settings.put("storage.root", directory.resolve("storage").toString());
        return new NodeProcess(model, directory.resolve(name), KAFKA, settings);
    }

    /** Each visit is a record of its own: an answer as of an offset is of as many. */
    private void askAllTheTime() {
        KafkaTopic topic = KafkaTopic.named(KAFKA, Visits.TOPIC);
        while (!isOver.get()) {
            topic.sendMany(0, 1, Visits.VISIT);
            JsonNode answer = serving.total(Visits.AGGREGATION);
            assertTrue(answer.path("complete").asBoolean(), answer::toString);
            assertEquals(
                    answer.path("asOf").path(Visits.TOPIC).path("0").asLong(),
                    serving.sum(answer, Visits.METRIC),
                    answer::toString);
            answers.incrementAndGet();
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    private void lasting(Duration time) {
        Instant end = Instant.now().plus(time);
        int before = answers.get();
        Patience.until(
                PATIENCE,
                () -> "no answers: " + serving.told(),
                () -> Instant.now().isAfter(end) && answers.get() > before + 10);
    }

    private void awaitBoth(CompletableFuture<Void> asking) {
        requireGoesOn(asking);
        awaitBoth();
        requireGoesOn(asking);
    }

    private void awaitBoth() {
        Patience.until(PATIENCE, () -> "not both: " + serving.told(), () -> {
            try {
                JsonNode status = serving.client().ask("/v1/status", List.of());
                long whole = 0;
                for (JsonNode node : status.path("realtime")) {
                    whole += node.path("partitions").size() == 1
                                    && node.path("partitions")
                                                    .get(0)
                                                    .path("lag")
                                                    .asLong(99)
                                            < 10
                            ? 1
                            : 0;
                }
                return whole == 2 && status.path("faults").isEmpty();
            } catch (NodeException down) {
                return false;
            }
        });
    }

    private void awaitFault(CompletableFuture<Void> asking, String... texts) {
        Patience.until(PATIENCE, () -> List.of(texts) + " not found: " + serving.told(), () -> {
            requireGoesOn(asking);
            String faults = serving.faults();
            return List.of(texts).stream().allMatch(faults::contains);
        });
    }

    private void requireGoesOn(CompletableFuture<Void> asking) {
        if (asking.isCompletedExceptionally()) {
            asking.join();
        }
    }
}
