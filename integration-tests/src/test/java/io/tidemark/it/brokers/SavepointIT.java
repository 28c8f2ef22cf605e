package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.it.faults.Node;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.OperatorLine;
import io.tidemark.it.process.TheBroker;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A speed node begins from the state that another one had, and from nothing else. */
final class SavepointIT {
    private static final String TOPIC = "savepoints";
    private static final String OF_TWO = "savepoints-of-two";
    // So that no run answers in the speed layer's place.
    private static final Map<String, String> SETTINGS = Map.of("batch.interval", "24h", "speed.tick", "100ms");

    @TempDir
    private Path directory;

    private KafkaTopic topic;

    /** Counts what is sent to the topic. */
    public static final class Counted implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(TOPIC).define(model);
        }
    }

    /** Counts what is sent to the topic that two nodes share. */
    public static final class CountedByTwo implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(OF_TWO).define(model);
        }
    }

    /** The same under a definition that has changed. */
    public static final class CountedOtherwise implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(Duration.ofHours(1), TOPIC).define(model);
        }
    }

    @Test
    void aNodeBeginsFromASavepointThatFitsAndFromNoOther() throws IOException {
        topic = KafkaTopic.named(TheBroker.bootstrapServers(), TOPIC).create(1, Map.of());
        topic.send(0, Counting.times(5, "x"));
        assertTrue(savepoint(2, "take", "none").contains("TM-SAV-007"), "no node runs");
        try (Node node = start()) {
            node.await(TOPIC, "n", Counting.folded(new Counted(), "xxxxx"));
            take("one", 5);
            assertTrue(savepoint(1, "take", "one").contains("TM-SAV-002"));
            assertTrue(savepoint(2, "take", "../x").contains("TM-SAV-001"));
            assertTrue(savepoint(2, "restore", "one").contains("TM-CFG-008"), "the node runs");
            storageGoesAway();
            topic.send(0, Counting.times(2, "y"));
            node.await(TOPIC, "n", Counting.folded(new Counted(), "xxxxxyy"));
        }
        assertTrue(savepoint(2, "restore", "one").contains("TM-SAV-004"), "it has a state");
        DirectoryTree.delete(directory.resolve("data/speed"));

        refused("TM-SAV-003", "there is none", "other");
        assertTrue(savepoint(2, CountedOtherwise.class, "24h", "restore", "one").contains("as it is defined now"));
        assertTrue(savepoint(2, Counted.class, "1h", "restore", "one").contains("is of a batch.interval"));
        damaged();

        // One that was ended in the middle has left this.
        Path unfinished = Files.createDirectories(directory.resolve("data/speed.restoring"));
        Files.writeString(unfinished.resolve("CURRENT"), "half");
        // What came before the savepoint nobody can read any more.
        topic.truncate(0, 5);
        assertTrue(savepoint(0, "restore", "one").startsWith("restored: one"));
        try (Node node = start()) {
            node.await(TOPIC, "n", Counting.folded(new Counted(), "xxxxxyy"));
            node.awaitComplete(TOPIC);
            node.awaitNoFault();
        }

        DirectoryTree.delete(directory.resolve("data/speed"));
        topic.truncate(0, 6);
        refused("TM-SAV-005", "the log begins at 6", "one");
        topic.delete().create(1, Map.of());
        refused("TM-SAV-005", "is of the log of topic", "one");
        assertTrue(savepoint(0, "list").contains("one  node "));
        assertTrue(savepoint(0, "delete", "one").contains("parts: 1"));
        assertTrue(savepoint(0, "list").contains("there is none"));
    }

    /** Each of a replica has its part under the one name; who begins from which is the operator's, and right in any case. */
    @Test
    void eachOfTwoNodesTakesItsPartAndBeginsFromOne() throws IOException {
        topic = KafkaTopic.named(TheBroker.bootstrapServers(), OF_TWO).create(4, Map.of());
        topic.send(0, Counting.times(5, "x"));
        topic.send(1, Counting.times(3, "y"));
        Map<String, Long> all = Map.of("x", 5L, "y", 3L);
        try (Node one = first();
                LocalSystem other = second()) {
            one.await(OF_TWO, "n", all);
            // Each node is two members of the group, which get a partition each.
            Patience.until(
                    Duration.ofSeconds(60),
                    () -> "not each has a partition: " + one.client().ask("/v1/status", List.of()),
                    () -> ofTwo(one, other).equals(List.of(2, 2)));
            one.awaitComplete(OF_TWO);
            assertTrue(savepointOfTwo(0, "take", "both").startsWith("taken: both"));
            assertTrue(savepointOfTwo(0, "take", "both", "data.directory=b").startsWith("taken: both"));
        }
        DirectoryTree.delete(directory.resolve("data/speed"));
        DirectoryTree.delete(directory.resolve("b/speed"));
        List<String> parts;
        try (Stream<Path> nodes = Files.list(directory.resolve("storage/savepoints/both"))) {
            parts = nodes.map(part -> part.getFileName().toString()).toList();
        }
        assertEquals(2, parts.size(), parts::toString);
        String several = savepointOfTwo(2, "restore", "both");
        assertTrue(several.contains("TM-SAV-003") && parts.stream().allMatch(several::contains), several);
        assertTrue(
                savepointOfTwo(0, "restore", "both", "", "--node", parts.get(0)).startsWith("restored: both"));
        assertTrue(savepointOfTwo(0, "restore", "both", "data.directory=b", "--node", parts.get(1))
                .startsWith("restored: both"));
        topic.send(0, Counting.times(1, "x"));
        try (Node one = first();
                LocalSystem other = second()) {
            one.await(OF_TWO, "n", Map.of("x", 6L, "y", 3L));
            one.awaitComplete(OF_TWO);
            one.awaitNoFault();
            assertTrue(
                    other.node().faults().isEmpty(), () -> other.node().faults().toString());
        }
    }

    private Node first() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("speed.port", "0");
        return Node.startOn(TheBroker.bootstrapServers(), new CountedByTwo(), directory, settings);
    }

    private LocalSystem second() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(Map.of(
                "roles", "speed",
                "speed.port", "0",
                "data.directory", "b",
                "storage.root", "storage",
                "group.prefix", directory.getFileName().toString()));
        return LocalSystem.start(Model.of(new CountedByTwo()), directory, TheBroker.bootstrapServers(), settings);
    }

    /** How many partitions each of the nodes has, as the one that serves hears of both. */
    private static List<Integer> ofTwo(Node one, LocalSystem other) {
        assertTrue(other.node().faults().isEmpty(), () -> other.node().faults().toString());
        List<Integer> partitions = new ArrayList<>();
        one.client()
                .ask("/v1/status", List.of())
                .path("realtime")
                .forEach(node -> partitions.add(node.path("partitions").size()));
        return partitions;
    }

    private String savepointOfTwo(int code, String what, String name) throws IOException {
        return savepointOfTwo(code, what, name, "");
    }

    private String savepointOfTwo(int code, String what, String name, String further, String... options)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(what, name));
        words.addAll(List.of(options));
        return savepoint(
                code, CountedByTwo.class, "24h\nstorage.root=storage\n" + further, words.toArray(String[]::new));
    }

    /** While it is away none is taken, and none is half there; the node goes on. */
    private void storageGoesAway() throws IOException {
        Path storage = directory.resolve("storage");
        Files.move(storage, directory.resolve("elsewhere"));
        assertTrue(savepoint(1, "take", "two").contains("not taken: "));
        if (Files.exists(storage)) {
            DirectoryTree.delete(storage);
        }
        Files.move(directory.resolve("elsewhere"), storage);
        assertFalse(savepoint(0, "list").contains("two"));
    }

    private void damaged() throws IOException {
        Path one = part("one");
        Path state = one.resolve("state");
        byte[] whole = Files.readAllBytes(state);
        Files.write(state, Arrays.copyOf(whole, whole.length / 2));
        failed("bytes of " + whole.length);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(state, changed);
        failed("TM-SAV-006");
        Files.delete(state);
        failed("TM-SAV-006");
        Files.write(state, whole);
        Path says = one.resolve("savepoint.json");
        Files.move(says, one.resolve("aside"));
        refused("TM-SAV-003", "is not whole", "one");
        Files.writeString(says, "{}");
        refused("TM-SAV-006", "savepoint.json is damaged", "one");
        Files.delete(says);
        Files.move(one.resolve("aside"), says);
    }

    private void refused(String code, String text, String name) throws IOException {
        String said = savepoint(2, "restore", name);
        assertTrue(said.contains(code) && said.contains(text), said);
        assertFalse(Files.exists(directory.resolve("data/speed")));
    }

    private void failed(String text) throws IOException {
        String said = savepoint(1, "restore", "one");
        assertTrue(said.contains("TM-SAV-006") && said.contains(text), said);
        assertFalse(Files.exists(directory.resolve("data/speed")));
        assertFalse(Files.exists(directory.resolve("data/speed.restoring")));
    }

    /** What a node has written down is a tick behind what it answers. */
    private void take(String name, int records) {
        Patience.until(Duration.ofSeconds(30), () -> "none of " + records + " records", () -> {
            try {
                assertTrue(savepoint(0, "take", name).startsWith("taken: " + name));
                boolean isOfAll =
                        Files.readString(part(name).resolve("savepoint.json")).contains("\"end\" : " + records);
                if (!isOfAll) {
                    savepoint(0, "delete", name);
                }
                return isOfAll;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Path part(String name) throws IOException {
        try (Stream<Path> nodes = Files.list(directory.resolve("storage/savepoints/" + name))) {
            return nodes.toList().get(0);
        }
    }

    private Node start() {
        return Node.startOn(TheBroker.bootstrapServers(), new Counted(), directory, SETTINGS);
    }

    private String savepoint(int code, String... words) throws IOException {
        return savepoint(code, Counted.class, "24h", words);
    }

    private String savepoint(int code, Class<? extends TidemarkModel> model, String interval, String... words)
            throws IOException {
        Path config = Files.writeString(
                directory.resolve("savepoint.properties"),
                "model.class=" + model.getName() + "\nkafka.bootstrap.servers=" + TheBroker.bootstrapServers()
                        + "\ngroup.prefix=" + directory.getFileName() + "\nbatch.interval=" + interval + "\n");
        List<String> line = new ArrayList<>(List.of("savepoint"));
        line.addAll(List.of(words));
        line.addAll(List.of("--config", config.toString()));
        return OperatorLine.say(code, line.toArray(String[]::new));
    }
}
