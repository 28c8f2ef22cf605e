package io.tidemark.it.brokers;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.it.faults.Node;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.ResetLine;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.reset.FirstOffsets;
import io.tidemark.launcher.reset.Replacement;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/moving-kafka.md} says: a topic that was mirrored into another cluster is read on there, at other offsets. */
final class MovedTopicIT {
    private static final String TOPIC = "mirrored";
    /** Behind the copies. */
    private static final String NAMED = "0:6,1:2";

    @TempDir
    private Path directory;

    /** Counts what is sent to the topic. */
    public static final class Model implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(TOPIC).define(model);
        }
    }

    /** Another version of the same aggregation. */
    public static final class Changed implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var events = model.stream(TOPIC, Counting.Event.class).eventTime(Counting.Event::at);
            model.aggregation(TOPIC)
                    .over(events)
                    .groupBy("k", Counting.Event::k)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count())
                    .metric("m", count());
        }
    }

    @Test
    void whatTheFormerClusterHadAndWhatComesInTheNewOneCountOnce() throws IOException {
        try (KafkaServer former = start();
                KafkaServer next = start()) {
            KafkaTopic old = topic(former);
            old.send(0, Counting.times(3, "x"));
            old.send(1, Counting.times(2, "y"));
            try (Node node = start(former, new Model())) {
                node.awaitBatch(TOPIC, "n", Map.of("x", 3L, "y", 2L));
            }
            old.send(0, Counting.times(1, "x"));
            KafkaTopic mirror = topic(next);
            // Of what retention has taken from the former one before it was ever read, and of all the rest.
            mirror.send(0, Counting.times(2, "old"));
            mirror.send(0, Counting.times(4, "x"));
            mirror.send(1, Counting.times(2, "y"));

            Path left = configuration(former);
            refused("TM-RST-009 option --from: is missing", next, left);
            refused("partition 0 is up to 3 of 4", next, left, "--from", NAMED);
            // Of another directory: it is seen by its membership in the cluster that is left.
            try (Node node = Node.startOn(
                    former.bootstrapServers(), new Model(), directory, Map.of("data.directory", "another"))) {
                node.awaitBatch(TOPIC, "n", Map.of("x", 4L, "y", 2L));
                refused("TM-RST-003 consumer group", next, left, "--from", NAMED);
            }
            refused("TM-RST-009 option --from: names no offset of partitions [1]", next, left, "--from", "0:6");
            refused("TM-RST-009 option --from: names offset 7", next, left, "--from", "0:7,1:2");
            refused("TM-RST-005", former, left, "--from", NAMED);
            refused("TM-RST-010", next, configuration(next), "--from", NAMED);
            configuration(former);
            try (Replacement another = looked(next)) {
                moved(0, next, left, "--from", NAMED, "--yes");
                ConfigException refused = assertThrows(ConfigException.class, another::write);
                assertTrue(refused.getMessage().contains("TM-RST-008"), refused::getMessage);
            }
            refused("TM-RST-006", former, configuration(next), "--from", "0:4,1:2");

            former.stop();
            try (Node node = start(next, new Model())) {
                node.await(TOPIC, "n", Map.of("x", 4L, "y", 2L));
                mirror.send(0, Counting.times(2, "z"));
                mirror.send(1, Counting.times(1, "x"));
                Map<String, Long> all = Map.of("x", 5L, "y", 2L, "z", 2L);
                node.await(TOPIC, "n", all);
                node.awaitBatch(TOPIC, "n", all);
                node.awaitComplete(TOPIC);
                node.awaitNoFault();
                assertEquals(
                        List.of(8L, 3L),
                        List.of(offset(node, "/asOf/", 0), offset(node, "/asOf/", 1)),
                        () -> node.answer(TOPIC).toString());
                assertEquals(4, offset(node, "/endedLogs/0/asOf/", 0));
                node.recompute();
                assertEquals(all, node.figures(TOPIC, "n"));
            }
            try (Node node = start(next, new Changed())) {
                node.awaitBatch(TOPIC, "m", Map.of("x", 5L, "y", 2L, "z", 2L));
                node.awaitNoFault();
            }
        }
    }

    private static long offset(Node node, String vector, int partition) {
        return node.answer(TOPIC).at(vector + TOPIC + "/" + partition).asLong();
    }

    private KafkaServer start() {
        return KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
    }

    private static KafkaTopic topic(KafkaServer server) {
        return KafkaTopic.named(server.bootstrapServers(), TOPIC).create(2, Map.of());
    }

    private Node start(KafkaServer server, TidemarkModel model) {
        return Node.startOn(server.bootstrapServers(), model, directory, Map.of());
    }

    /** What somebody else is about to say, with a data directory of their own. */
    private Replacement looked(KafkaServer server) {
        Map<String, String> settings = Map.of(
                "model.class", Model.class.getName(),
                "kafka.bootstrap.servers", server.bootstrapServers(),
                "group.prefix", directory.getFileName().toString(),
                "storage.root", directory.resolve("storage").toString(),
                "data.directory", "elsewhere");
        FirstOffsets from = FirstOffsets.afterAMove(Optional.of(NAMED));
        return Replacement.of(Config.of(settings, "test", directory), TOPIC, from, Optional.empty());
    }

    /** What nodes of a cluster are told. */
    private Path configuration(KafkaServer server) throws IOException {
        return Files.writeString(
                directory.resolve("former.properties"),
                "model.class=" + Model.class.getName() + "\nkafka.bootstrap.servers=" + server.bootstrapServers()
                        + "\ngroup.prefix=" + directory.getFileName() + "\n");
    }

    private void refused(String fault, KafkaServer to, Path former, String... further) {
        String said = moved(2, to, former, further);
        assertTrue(said.contains(fault), said);
    }

    private String moved(int code, KafkaServer to, Path former, String... further) {
        String[] words = new String[further.length + 2];
        words[0] = "--former";
        words[1] = former.toString();
        System.arraycopy(further, 0, words, 2, further.length);
        return ResetLine.replaced(code, directory, Model.class, to.bootstrapServers(), TOPIC, words);
    }
}
