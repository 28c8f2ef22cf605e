package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.node.AllInOne;
import io.tidemark.launcher.node.NodeSettings;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Among the speed nodes that are named: an address of nobody, one that is another installation's by now, and a clock that is off. */
final class StrayNodesIT {
    private static final String TOPIC = "strays";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    /** Counts what is sent to the topic. */
    public static final class Counted implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(TOPIC).define(model);
        }
    }

    @Test
    void eachIsNamedAndAnswersAreRightAndCompleteFromTheOthers() throws Exception {
        try (KafkaServer ours = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
                KafkaServer others = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of())) {
            KafkaTopic topic = topic(ours);
            topic.send(0, Counting.times(3, "x"));
            topic.send(1, Counting.times(2, "y"));
            KafkaTopic foreign = topic(others);
            foreign.send(0, Counting.times(30, "x"));
            foreign.send(1, Counting.times(9, "z"));
            Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
            Map<String, String> both = Map.of("roles", "speed,batch", "storage.root", "foreign-storage");
            try (AllInOne good = start(ours, "good", Map.of("roles", "speed"), Clock.systemUTC());
                    AllInOne off = start(ours, "off", Map.of("roles", "speed", "speed.replica", "b"), ahead);
                    AllInOne stranger = start(others, "stranger", both, Clock.systemUTC());
                    AllInOne asked = start(ours, "asked", asking(stranger, off, good), Clock.systemUTC())) {
                ask(new NodeClient(asked.uri().orElseThrow()), topic);
                named(asked, stranger, off);
            }
        }
    }

    private static Map<String, String> asking(AllInOne stranger, AllInOne off, AllInOne good) {
        return Map.of(
                "roles",
                "batch,serving",
                "speed.endpoints",
                String.join(",", uri(stranger), "http://no-such-machine.invalid:1", uri(off), uri(good)));
    }

    private static String uri(AllInOne node) {
        return node.speedUri().orElseThrow().toString().replaceFirst("/$", "");
    }

    /** While more comes, and runs publish: nothing of the other log is ever counted, and once all is there, it stays. */
    private static void ask(NodeClient client, KafkaTopic topic) {
        Map<String, Long> wanted = new TreeMap<>(Map.of("x", 3L, "y", 2L));
        for (int step = 0; step < 6; step++) {
            Patience.until(PATIENCE, () -> wanted + " is not " + answer(client), () -> {
                JsonNode answer = answer(client);
                Map<String, Long> figures = figures(answer);
                assertTrue(figures.getOrDefault("x", 0L) <= wanted.get("x"), answer::toString);
                assertTrue(!figures.containsKey("z"), answer::toString);
                return answer.path("complete").asBoolean() && figures.equals(wanted);
            });
            topic.send(step % 2, Counting.times(1, "x"));
            wanted.merge("x", 1L, Long::sum);
        }
    }

    private static void named(AllInOne asked, AllInOne stranger, AllInOne off) {
        NodeClient client = new NodeClient(asked.uri().orElseThrow());
        Patience.until(PATIENCE, () -> "not named in " + client.ask("/v1/status", List.of()), () -> {
            List<String> faults = client.ask("/v1/status", List.of()).findParents("code").stream()
                    .map(JsonNode::toString)
                    .toList();
            return says(faults, "TM-SRV-009", "no-such-machine.invalid", "nobody knows an address")
                    && says(faults, "TM-SRV-009", uri(stranger), "is of another installation")
                    && says(faults, "TM-SRV-019", uri(off), "ahead of the one here");
        });
    }

    private static boolean says(List<String> faults, String... words) {
        return faults.stream().anyMatch(fault -> List.of(words).stream().allMatch(fault::contains));
    }

    private static JsonNode answer(NodeClient client) {
        return client.ask("/v1/aggregations/" + TOPIC + "/query", List.of(new Parameter("window", "all")));
    }

    private static Map<String, Long> figures(JsonNode answer) {
        Map<String, Long> figures = new TreeMap<>();
        answer.path("rows")
                .forEach(row -> figures.put(
                        row.path("group").path("k").asText(),
                        row.path("metrics").path("n").asLong()));
        return figures;
    }

    private static KafkaTopic topic(KafkaServer server) {
        return KafkaTopic.named(server.bootstrapServers(), TOPIC).create(2, Map.of());
    }

    private AllInOne start(KafkaServer kafka, String data, Map<String, String> further, Clock clock) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "model.class", Counted.class.getName(),
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "storage.root", "storage",
                "data.directory", data,
                "batch.interval", "1s",
                "archive.idle.grace", "200ms",
                "http.port", "0"));
        settings.putAll(further);
        if (!further.containsKey("speed.endpoints")) {
            settings.put("speed.port", "0");
        }
        AllInOne node =
                new AllInOne(Model.of(new Counted()), NodeSettings.of(Config.of(settings, "test", directory)), clock);
        node.start();
        return node;
    }
}
