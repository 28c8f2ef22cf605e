package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.ResetLine;
import io.tidemark.it.process.TheBroker;
import io.tidemark.launcher.command.TidemarkCommand;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The way on after a stop that only somebody can end. */
final class ResetIT {
    private static final String TOPIC = "reset-orders";
    private static final String OTHER = "reset-visits";
    private static final Map<String, String> STAMPED = Map.of("message.timestamp.type", "LogAppendTime");

    @TempDir
    private Path directory;

    /** Orders by country, and visits by country. */
    public static final class Shop implements TidemarkModel {
        /** Something in a country. */
        public record Event(long at, String country) {}

        @Override
        public void define(ModelBuilder model) {
            for (String topic : List.of(TOPIC, OTHER)) {
                var events = model.stream(topic, Event.class).eventTimeMillis(Event::at);
                model.aggregation("by-country-of-" + topic)
                        .over(events)
                        .groupBy("country", Event::country)
                        .tile(Duration.ofHours(1))
                        .metric("n", count());
            }
        }
    }

    /** Orders by country, of one topic. */
    public static final class LocalShop implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var orders = model.stream(TOPIC + "-local", Shop.Event.class).eventTimeMillis(Shop.Event::at);
            model.aggregation("local")
                    .over(orders)
                    .groupBy("country", Shop.Event::country)
                    .tile(Duration.ofHours(1))
                    .metric("n", count());
        }
    }

    @Test
    void aTopicThatWasMadeAnewIsReadFromItsBeginningOnceItIsReset() throws Exception {
        KafkaTopic topic = Node.topic(TOPIC).create(1, STAMPED);
        KafkaTopic other = Node.topic(OTHER).create(1, STAMPED);
        topic.send(0, order("NL"), order("NL"), order("BE"));
        other.send(0, order("FR"));
        try (Node node = start()) {
            node.awaitBatch("by-country-of-" + TOPIC, "n", Map.of("NL", 2L, "BE", 1L));
            node.awaitBatch("by-country-of-" + OTHER, "n", Map.of("FR", 1L));
        }
        topic.delete();
        topic.create(1, STAMPED);
        topic.send(0, order("DE"));
        try (Node node = start()) {
            node.awaitFault("topic \"" + TOPIC + "\": was re-created", "tidemark reset " + TOPIC);
            assertTrue(reset(2, TOPIC, "--yes").contains("TM-CFG-008"), "a node is at work");
        }

        String said = reset(0, TOPIC);
        assertTrue(said.contains("storage: archive/" + TOPIC + ", files: "), said);
        assertTrue(said.contains("nothing was done"), said);
        assertFalse(files("storage/archive/" + TOPIC).isEmpty(), "a rehearsal changes nothing");
        List<Path> archived = files("storage/archive/" + TOPIC);

        assertTrue(reset(0, TOPIC, "--yes").contains("files moved"));
        assertEquals(List.of(), files("storage/archive/" + TOPIC));
        assertTrue(names(files("storage/reset")).containsAll(names(archived)), "they were moved aside");
        try (Node node = start()) {
            node.awaitBatch("by-country-of-" + TOPIC, "n", Map.of("DE", 1L));
            node.awaitBatch("by-country-of-" + OTHER, "n", Map.of("FR", 1L));
            node.awaitNoFault();
        }
        assertTrue(reset(0, "--aggregation", "by-country-of-" + OTHER, "--yes", "--delete")
                .contains("files deleted"));
        try (Node node = start()) {
            node.awaitBatch("by-country-of-" + OTHER, "n", Map.of("FR", 1L));
            node.awaitBatch("by-country-of-" + TOPIC, "n", Map.of("DE", 1L));
        }
    }

    @Test
    void whatAProcessKeepsForItselfIsBuiltAnewAfterALocalReset() throws IOException {
        KafkaTopic topic = Node.topic(TOPIC + "-local").create(1, STAMPED);
        topic.send(0, order("NL"), order("NL"));
        try (Node node = Node.start(new LocalShop(), directory)) {
            node.awaitBatch("local", "n", Map.of("NL", 2L));
        }
        List<Path> stored = files("storage");
        String said = ResetLine.reset(
                directory, LocalShop.class, TheBroker.bootstrapServers(), TOPIC + "-local", "--only-local");
        assertTrue(said.contains("data directory: ") && !said.contains("storage: "), said);
        assertEquals(stored, files("storage"), "the storage is another's to reset");
        assertEquals(List.of(), files("data/speed"));
        assertEquals(List.of(), files("data/index"));
        topic.send(0, order("NL"));
        try (Node node = Node.start(new LocalShop(), directory)) {
            node.awaitBatch("local", "n", Map.of("NL", 3L));
            node.awaitNoFault();
        }
    }

    private Node start() {
        return Node.start(new Shop(), directory);
    }

    private static String order(String country) {
        return "{\"at\":1764151200000,\"country\":\"" + country + "\"}";
    }

    private String reset(int expected, String... arguments) throws IOException {
        Path config = Files.writeString(
                directory.resolve("tidemark.properties"),
                "model.class=" + Shop.class.getName() + "\nkafka.bootstrap.servers=" + TheBroker.bootstrapServers()
                        + "\ngroup.prefix=" + directory.getFileName() + "\n");
        List<String> all = new ArrayList<>(List.of("reset", "--config", config.toString()));
        all.addAll(List.of(arguments));
        StringWriter said = new StringWriter();
        CommandLine line = TidemarkCommand.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true));
        assertEquals(expected, line.execute(all.toArray(String[]::new)), said::toString);
        return said.toString();
    }

    private List<Path> files(String below) throws IOException {
        Path root = directory.resolve(below);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
