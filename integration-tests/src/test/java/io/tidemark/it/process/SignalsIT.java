package io.tidemark.it.process;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are told to end, killed, or stopped for a while, each at the worst of moments. */
final class SignalsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String VIEW = "{\"at\":1764151200000,\"page\":\"/\"}";
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    /** A page that somebody looks at. */
    public record View(long at, String page) {}

    /** Of processes that end. */
    public static final class Ending implements TidemarkModel {
        static final String TOPIC = "signals-ending";

        @Override
        public void define(ModelBuilder model) {
            views(model, TOPIC);
        }
    }

    /** Of processes that are stopped and go on. */
    public static final class Stopping implements TidemarkModel {
        static final String TOPIC = "signals-stopping";

        @Override
        public void define(ModelBuilder model) {
            views(model, TOPIC);
        }
    }

    private static void views(ModelBuilder model, String topic) {
        var views = model.stream(topic, View.class).eventTimeMillis(View::at);
        model.aggregation("views")
                .over(views)
                .groupBy("page", View::page)
                .tile(Duration.ofHours(1))
                .metric("n", count());
    }

    @Test
    void whoIsToldToEndWhileItStartsSaysNothingAndWhoIsKilledInARunGoesOn() throws IOException {
        KafkaTopic topic =
                KafkaTopic.named(TheBroker.bootstrapServers(), Ending.TOPIC).create(2, Map.of());
        topic.sendMany(0, 500, VIEW);
        try (NodeProcess node = node(Ending.class, "node", Map.of())) {
            Path data = directory.resolve("node/data");
            for (int millis : new int[] {0, 300, 800}) {
                node.start();
                Patience.until(PATIENCE, node::told, () -> isHeldBy(node, data));
                LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
                assertEquals(ENDED_BY_SIGTERM, node.process().end(Duration.ofSeconds(30)), node::told);
            }
            assertSaysNothingOfItsEnd(node.process().output());
            assertSaysNothingOfItsEnd(Files.readString(data.resolve("tidemark.log")));

            node.startAndAwait(PATIENCE);
            awaitBatch(node, 500);
            topic.sendMany(1, 500, VIEW);
            killInARun(node);
            node.startAndAwait(PATIENCE);
            awaitBatch(node, 1000);
            RemoteBatchControl control = new RemoteBatchControl(node.client());
            Patience.until(
                    PATIENCE, node::told, () -> control.runs(100).stream().noneMatch(SignalsIT::isOpen));
            assertTrue(node.isFromBatch("views", "n", 1000), node::told);
            Patience.until(PATIENCE, node::told, () -> node.faults().isEmpty());

            int said = Files.readString(data.resolve("tidemark.log")).length();
            assertEquals(ENDED_BY_SIGTERM, node.process().end(Duration.ofSeconds(30)), node::told);
            assertSaysNothingOfItsEnd(
                    Files.readString(data.resolve("tidemark.log")).substring(said));
        }
    }

    private static void assertSaysNothingOfItsEnd(String said) {
        for (String word : List.of("\tat ", "127.0.0.1:-", "because", "could not be closed", "ERROR")) {
            assertFalse(said.contains(word), () -> word + " in " + said);
        }
    }

    private static boolean isHeldBy(NodeProcess node, Path data) {
        try {
            Path lock = data.resolve("LOCK");
            return Files.exists(lock)
                    && Files.readString(lock)
                            .equals(String.valueOf(node.process().pid()));
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void killInARun(NodeProcess node) {
        RemoteBatchControl control = new RemoteBatchControl(node.client());
        String run = control.request(new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false));
        Patience.until(PATIENCE, node::told, () -> control.run(run)
                .filter(report -> report.state() != State.QUEUED)
                .isPresent());
        node.process().kill();
    }

    private static boolean isOpen(RunReport run) {
        return run.state() == State.QUEUED || run.state() == State.RUNNING;
    }

    @Test
    void aProcessThatIsStoppedInARebalanceLosesAndRepeatsNothing() throws IOException {
        KafkaTopic topic =
                KafkaTopic.named(TheBroker.bootstrapServers(), Stopping.TOPIC).create(4, Map.of());
        int[] ports = FreePorts.some(2);
        Map<String, String> asking = Map.of(
                "roles",
                "batch,serving",
                "speed.endpoints",
                "http://127.0.0.1:" + ports[0] + ",http://127.0.0.1:" + ports[1]);
        try (NodeProcess first = node(Stopping.class, "first", speed(ports[0]));
                NodeProcess second = node(Stopping.class, "second", speed(ports[1]));
                NodeProcess node = node(Stopping.class, "asked", asking)) {
            first.start();
            node.startAndAwait(PATIENCE);
            sendAndAwait(topic, node, 100);

            second.start();
            awaitRebalance(directory.getFileName() + "-speed-a");
            first.process().hang();
            sendAndAwait(topic, node, 200);
            assertIsNotWaitedFor(node);
            first.process().goOn();
            sendAndAwait(topic, node, 300);
            Instant until = Instant.now().plusSeconds(3);
            Patience.until(
                    PATIENCE,
                    node::told,
                    () -> exact(node, 300) && Instant.now().isAfter(until));

            awaitBatch(node, 300);
            Patience.until(PATIENCE, node::told, () -> node.faults().isEmpty());
            assertTrue(first.process().isAlive() && second.process().isAlive());
        }
    }

    /** Who does not answer was waited for once, and not by every question. */
    private static void assertIsNotWaitedFor(NodeProcess node) {
        Instant start = Instant.now();
        for (int i = 0; i < 20; i++) {
            node.total("views");
        }
        Duration took = Duration.between(start, Instant.now());
        assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, () -> "20 answers took " + took);
    }

    private static Map<String, String> speed(int port) {
        return Map.of(
                "roles", "speed",
                "speed.port", String.valueOf(port),
                "speed.threads", "1",
                "kafka.session.timeout.ms", "6000",
                "kafka.heartbeat.interval.ms", "1500");
    }

    /** Until the group is about to divide its partitions between the two, or has just done so. */
    private static void awaitRebalance(String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TheBroker.bootstrapServers()))) {
            Patience.until(PATIENCE, () -> "no second member of " + group, () -> {
                try {
                    ConsumerGroupDescription known = admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group)
                            .get();
                    return known.groupState() == GroupState.PREPARING_REBALANCE
                            || known.members().size() > 1;
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    /** So that there are {@code total} views; whatever is answered meanwhile is right. */
    private static void sendAndAwait(KafkaTopic topic, NodeProcess node, long total) {
        for (int partition = 0; partition < 4; partition++) {
            topic.sendMany(partition, 25, VIEW);
        }
        Patience.until(PATIENCE, node::told, () -> exact(node, total));
    }

    /** Whether everything is counted. An answer that comes counts each record below what it is as of, once. */
    private static boolean exact(NodeProcess node, long total) {
        try {
            JsonNode answer = node.total("views");
            long counted = 0;
            for (JsonNode offset : answer.path("asOf").path(Stopping.TOPIC)) {
                counted += offset.asLong();
            }
            assertEquals(counted, node.sum(answer, "n"), answer::toString);
            return counted == total && answer.path("complete").asBoolean();
        } catch (NodeException notNow) {
            return false;
        }
    }

    private static void awaitBatch(NodeProcess node, long sum) {
        Patience.until(
                PATIENCE,
                () -> "batch does not answer " + sum + "\n" + node.told(),
                () -> node.isFromBatch("views", "n", sum));
    }

    /** One process of an installation. */
    private NodeProcess node(Class<? extends TidemarkModel> model, String name, Map<String, String> own)
            throws IOException {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("group.prefix", directory.getFileName().toString());
        settings.put("storage.root", directory.resolve("storage").toString());
        return new NodeProcess(model, directory.resolve(name), TheBroker.bootstrapServers(), settings);
    }
}
