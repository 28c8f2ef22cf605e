package io.tidemark.it.machine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import io.tidemark.it.process.OperatorLine;
import io.tidemark.launcher.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or cannot be written, is waited for and named; what is right is answered meanwhile. */
@NeedsRootOnDebian
final class DiskFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private KafkaTopic topic;

    @BeforeEach
    void startBroker() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        broker.createTopic(Visits.TOPIC, 2);
        topic = KafkaTopic.named(broker.bootstrapServers(), Visits.TOPIC);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void aFullStorageIsNamedAndRunsGoOnWhenItIsFreed() throws Exception {
        try (Mounted disk = Mounted.tmpfs(directory.resolve("root"), "24m");
                NodeProcess node = node(Map.of("storage.root", disk.path().toString()))) {
            node.startAndAwait(PATIENCE);
            sendAndAwaitBatch(node, 100, 100);

            disk.fill();
            topic.sendMany(0, 100, Visits.VISIT);
            awaitVisits(node, 200);
            awaitFault(node);
            topic.sendMany(1, 100, Visits.VISIT);
            awaitVisits(node, 300);
            assertTrue(node.process().isAlive());
            assertTrue(savepoint(1, "take", "full").contains("TM-STO-001"));

            disk.free();
            awaitNoFault(node);
            assertTrue(savepoint(0, "take", "full").startsWith("taken: full"), "nothing was left of the first");
            sendAndAwaitBatch(node, 100, 400);
        }
    }

    @Test
    void aFullDataDirectoryIsNamedAndNothingIsLostOrCountedTwice() throws Exception {
        try (Mounted disk = Mounted.tmpfs(directory.resolve("data"), "64m");
                NodeProcess node = node(Map.of("data.directory", disk.path().toString()))) {
            node.startAndAwait(PATIENCE);
            sendAndAwaitBatch(node, 100, 100);

            disk.fill();
            topic.sendMany(0, 100, Visits.VISIT);
            awaitFault(node);
            assertTrue(node.process().isAlive());

            disk.free();
            awaitVisits(node, 200);
            awaitNoFault(node);
            topic.sendMany(1, 100, Visits.VISIT);
            awaitVisits(node, 300);
            sendAndAwaitBatch(node, 100, 400);
            node.process().kill();
            node.startAndAwait(PATIENCE);
            awaitVisits(node, 400);
            sendAndAwaitBatch(node, 100, 500);
        }
    }

    @Test
    void aSavepointThatFindsNoRoomLeavesNothingAndFillsTheStateOnceThereIs() throws Exception {
        Path data = directory.resolve("data");
        Map<String, String> settings = Map.of("data.directory", data.toString(), "batch.interval", "24h");
        try (Mounted disk = Mounted.tmpfs(data, "64m");
                NodeProcess node = node(settings)) {
            node.startAndAwait(PATIENCE);
            topic.sendMany(0, 100, Visits.VISIT);
            awaitVisits(node, 100);
            assertTrue(savepoint(0, "take", "one").startsWith("taken: one"));
            node.process().end(PATIENCE);
            DirectoryTree.delete(data.resolve("speed"));

            disk.fill();
            String said = savepoint(1, "restore", "one");
            assertTrue(said.contains("TM-SAV-006") && said.contains("No space left"), said);
            assertFalse(Files.exists(data.resolve("speed")));
            assertFalse(Files.exists(data.resolve("speed.restoring")));

            disk.free();
            assertTrue(savepoint(0, "restore", "one").startsWith("restored: one"));
            node.startAndAwait(PATIENCE);
            awaitVisits(node, 100);
        }
    }

    private String savepoint(int code, String... words) {
        List<String> line = new ArrayList<>(List.of("savepoint"));
        line.addAll(List.of(words));
        line.addAll(List.of(
                "--config", directory.resolve("node/tidemark.properties").toString()));
        return OperatorLine.say(code, line.toArray(String[]::new));
    }

    @Test
    void aStorageThatBecomesReadOnlyIsNamedAndRunsGoOnWhenItIsWritable() throws Exception {
        try (Mounted disk = Mounted.tmpfs(directory.resolve("root"), "64m");
                NodeProcess node = node(Map.of("storage.root", disk.path().toString()))) {
            node.startAndAwait(PATIENCE);
            sendAndAwaitBatch(node, 100, 100);

            disk.makeReadOnly();
            topic.sendMany(0, 100, Visits.VISIT);
            awaitVisits(node, 200);
            awaitFault(node);

            disk.makeWritable();
            awaitNoFault(node);
            sendAndAwaitBatch(node, 100, 300);
        }
    }

    @Test
    void aStorageThatIsReadOnlyAtStartIsNamedAndUsedWhenItIsWritable() throws Exception {
        try (Mounted disk = Mounted.tmpfs(directory.resolve("root"), "64m");
                NodeProcess node = node(Map.of("storage.root", disk.path().toString()))) {
            disk.makeReadOnly();
            node.startAndAwait(PATIENCE);
            topic.sendMany(0, 100, Visits.VISIT);
            awaitFault(node);

            disk.makeWritable();
            sendAndAwaitBatch(node, 100, 200);
            awaitNoFault(node);
        }
    }

    @Test
    void aReadOnlyDataDirectoryIsRefusedAtStartWithASentence() throws Exception {
        try (Mounted disk = Mounted.tmpfs(directory.resolve("data"), "16m")) {
            disk.makeReadOnly();
            assertRefused(Map.of("data.directory", disk.path().toString()), "data directory", disk.path());
        }
    }

    @Test
    void aStorageWithoutHardLinksIsRefusedAtStartWithASentence() throws Exception {
        try (Mounted disk = Mounted.exfat(directory.resolve("root"), directory.resolve("image"), 64 << 20)) {
            assertRefused(Map.of("storage.root", disk.path().toString()), "hard links", disk.path());
        }
    }

    @Test
    void aStorageOnSeveralFileSystemsIsRefusedAtStartWithASentence() throws Exception {
        Path root = directory.resolve("root");
        try (Mounted archive = Mounted.tmpfs(root.resolve("archive"), "16m")) {
            assertRefused(Map.of("storage.root", root.toString()), "several file systems", root);
            assertTrue(Files.isDirectory(archive.path()));
        }
    }

    @Test
    void aDataDirectoryNeedsNoHardLinks() throws Exception {
        try (Mounted disk = Mounted.exfat(directory.resolve("data"), directory.resolve("image"), 128 << 20);
                NodeProcess node = node(Map.of("data.directory", disk.path().toString()))) {
            node.startAndAwait(PATIENCE);
            sendAndAwaitBatch(node, 100, 100);
            node.process().kill();
            node.startAndAwait(PATIENCE);
            sendAndAwaitBatch(node, 100, 200);
        }
    }

    @Test
    void aRootThatIsNotMountedIsNotBegunAnew() throws Exception {
        Path root = directory.resolve("root");
        Map<String, String> settings = Map.of("storage.root", root.toString());
        try (NodeProcess node = node(settings)) {
            Mounted disk = Mounted.tmpfs(root, "24m");
            try {
                node.startAndAwait(PATIENCE);
                sendAndAwaitBatch(node, 100, 100);
            } finally {
                disk.close();
            }
            awaitFault(node);
            topic.sendMany(0, 100, Visits.VISIT);
            awaitVisits(node, 200);
            node.process().kill();
        }
        assertRefused(settings, "TM-STO-004", root);
        try (var inside = Files.list(root)) {
            assertTrue(inside.findAny().isEmpty());
        }
    }

    private NodeProcess node(Map<String, String> settings) throws Exception {
        return new NodeProcess(Visits.class, directory.resolve("node"), broker.bootstrapServers(), settings);
    }

    private void sendAndAwaitBatch(NodeProcess node, int count, long sum) {
        topic.sendMany(0, count, Visits.VISIT);
        Patience.until(PATIENCE, node::told, () -> node.isFromBatch(Visits.AGGREGATION, Visits.METRIC, sum));
    }

    private static void awaitVisits(NodeProcess node, long sum) {
        Patience.until(
                PATIENCE,
                () -> "not " + sum + ": " + node.told(),
                () -> node.sum(Visits.AGGREGATION, Visits.METRIC) == sum);
    }

    private static void awaitFault(NodeProcess node) {
        Patience.until(
                PATIENCE, () -> "no fault: " + node.told(), () -> !node.faults().isEmpty());
    }

    private static void awaitNoFault(NodeProcess node) {
        Patience.until(PATIENCE, () -> "still a fault: " + node.told(), () -> node.faults()
                .isEmpty());
    }

    private void assertRefused(Map<String, String> settings, String what, Path where) throws Exception {
        try (NodeProcess node = node(settings)) {
            node.start();
            int code = node.process().exitCode(PATIENCE);
            String said = node.process().output();
            assertNotEquals(0, code, said);
            assertTrue(said.contains(what) && said.contains(where.toString()), said);
            assertTrue(!said.contains("\tat "), said);
        }
    }
}
