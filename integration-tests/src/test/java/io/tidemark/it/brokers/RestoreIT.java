package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.it.faults.Node;
import io.tidemark.it.process.FileTrees;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.ResetLine;
import io.tidemark.it.process.TheBroker;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/backup.md} says of a storage that is lost, of Kafka, and of both. */
final class RestoreIT {
    private static final String STORAGE_LOST = "storage-lost";
    private static final String KAFKA_LOST = "kafka-lost";
    private static final String BOTH_LOST = "both-lost";

    @TempDir
    private Path directory;

    /** Counts what is sent to the topics, each by itself. */
    public static final class OfStorage implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(STORAGE_LOST).define(model);
        }
    }

    public static final class OfKafka implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(KAFKA_LOST).define(model);
        }
    }

    public static final class OfBoth implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(BOTH_LOST).define(model);
        }
    }

    @Test
    void whatABackupOfTheStorageLacksIsReadFromTheLogAgain() throws IOException {
        Path home = directory.resolve(STORAGE_LOST);
        KafkaTopic topic = topic(STORAGE_LOST);
        fill(new OfStorage(), STORAGE_LOST, home, topic);
        DirectoryTree.delete(home.resolve("storage"));
        FileTrees.copy(home.resolve("backup"), home.resolve("storage"));
        try (Node node = start(new OfStorage(), home)) {
            node.awaitBatch(STORAGE_LOST, "n", Counting.folded(new OfStorage(), "xxxxx"));
            node.awaitNoFault();
        }

        // Without a backup: all that Kafka has.
        DirectoryTree.delete(home.resolve("storage"));
        ResetLine.reset(home, OfStorage.class, TheBroker.bootstrapServers(), STORAGE_LOST, "--only-local");
        try (Node node = start(new OfStorage(), home)) {
            node.awaitBatch(STORAGE_LOST, "n", Counting.folded(new OfStorage(), "xxxxx"));
            node.awaitNoFault();
        }
    }

    @Test
    void whereKafkaIsLostTheNewLogIsReadAfterWhatWasArchived() throws IOException {
        Path home = directory.resolve(KAFKA_LOST);
        KafkaTopic topic = topic(KAFKA_LOST);
        fill(new OfKafka(), KAFKA_LOST, home, topic);
        assertTrue(replaced(2, home, OfKafka.class, KAFKA_LOST).contains("TM-RST-005"));

        makeAnew(topic, "yyyyx");
        try (Node node = start(new OfKafka(), home)) {
            node.awaitRealtimeFault("tidemark log-replaced " + KAFKA_LOST);
            assertEquals(Counting.folded(new OfKafka(), "xxxxx"), node.figures(KAFKA_LOST, "n"));
        }
        assertTrue(replaced(0, home, OfKafka.class, KAFKA_LOST).contains("nothing was done"));
        assertTrue(replaced(2, home, OfKafka.class, KAFKA_LOST, "--from", "0:9").contains("TM-RST-009"));
        String said = replaced(0, home, OfKafka.class, KAFKA_LOST, "--yes");
        assertTrue(said.contains("archived up to {0=5}") && said.contains("written down"), said);
        try (Node node = start(new OfKafka(), home)) {
            node.awaitBatch(KAFKA_LOST, "n", Counting.folded(new OfKafka(), "xxxxxyyyyx"));
            node.awaitNoFault();
            assertEquals(
                    5,
                    node.answer(KAFKA_LOST)
                            .at("/endedLogs/0/asOf/" + KAFKA_LOST + "/0")
                            .asLong());
            assertTrue(node.answer(KAFKA_LOST).path("complete").asBoolean());
            node.recompute();
            assertEquals(Counting.folded(new OfKafka(), "xxxxxyyyyx"), node.figures(KAFKA_LOST, "n"));
        }

        // And once more; of this log only what comes after the second record counts.
        makeAnew(topic, "xxzz");
        replaced(0, home, OfKafka.class, KAFKA_LOST, "--from", "0:2", "--yes");
        try (Node node = start(new OfKafka(), home)) {
            node.awaitBatch(KAFKA_LOST, "n", Counting.folded(new OfKafka(), "xxxxxyyyyxzz"));
            node.awaitNoFault();
        }
    }

    @Test
    void whereBothAreLostTheBackupAnswersAndTheNewLogIsReadAfterIt() throws IOException {
        Path home = directory.resolve(BOTH_LOST);
        KafkaTopic topic = topic(BOTH_LOST);
        fill(new OfBoth(), BOTH_LOST, home, topic);
        makeAnew(topic, "yyyy");
        Path anew = directory.resolve(BOTH_LOST + "-anew");
        FileTrees.copy(home.resolve("backup"), anew.resolve("storage"));

        try (Node node = start(new OfBoth(), anew)) {
            node.await(BOTH_LOST, "n", Counting.folded(new OfBoth(), "xxx"));
            assertFalse(node.answer(BOTH_LOST).path("complete").asBoolean());
            node.awaitRealtimeFault("tidemark log-replaced " + BOTH_LOST);
        }
        Path archived = anew.resolve("storage/archive");
        Files.move(archived, anew.resolve("aside"));
        assertTrue(replaced(2, anew, OfBoth.class, BOTH_LOST, "--yes").contains("TM-RST-007"), "views of more");
        DirectoryTree.delete(archived);
        Files.move(anew.resolve("aside"), archived);
        Path empty = Files.createDirectories(directory.resolve("empty"));
        assertTrue(replaced(2, empty, OfBoth.class, BOTH_LOST, "--yes").contains("TM-RST-004"));
        replaced(0, anew, OfBoth.class, BOTH_LOST, "--yes");
        try (Node node = start(new OfBoth(), anew)) {
            node.awaitBatch(BOTH_LOST, "n", Counting.folded(new OfBoth(), "xxxyyyy"));
            node.awaitComplete(BOTH_LOST);
            node.awaitNoFault();
        }
    }

    /** Three records, of which there is a backup, and two more. */
    private static void fill(TidemarkModel model, String aggregation, Path home, KafkaTopic topic) throws IOException {
        topic.send(0, Counting.times(3, "x"));
        try (Node node = start(model, home)) {
            node.awaitBatch(aggregation, "n", Map.of("x", 3L));
            FileTrees.backUp(home.resolve("storage"), home.resolve("backup"));
            topic.send(0, Counting.times(2, "x"));
            node.awaitBatch(aggregation, "n", Map.of("x", 5L));
        }
    }

    private static KafkaTopic topic(String name) {
        return KafkaTopic.named(TheBroker.bootstrapServers(), name).create(1, Map.of());
    }

    /** The topic, made anew, with a record for each letter. */
    private static void makeAnew(KafkaTopic topic, String letters) {
        topic.delete().create(1, Map.of());
        letters.chars().forEach(k -> topic.send(0, Counting.times(1, Character.toString(k))));
    }

    private static Node start(TidemarkModel model, Path home) {
        return Node.startOn(TheBroker.bootstrapServers(), model, home, Map.of());
    }

    private static String replaced(
            int code, Path home, Class<? extends TidemarkModel> model, String topic, String... further) {
        return ResetLine.replaced(code, home, model, TheBroker.bootstrapServers(), topic, further);
    }
}
