package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.TheBroker;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Views that take long to load from the storage: longer than what is needed to answer is leased, and while others ask and
 * follow. A serving node of its own stands beside a whole one, whose storage it reads through a gate.
 */
final class SlowStorageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final String VALUE = "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"x\"}";

    @TempDir
    private Path directory;

    private final Gate gate = new Gate();
    private KafkaTopic slow;
    private KafkaTopic quick;
    private LocalSystem system;
    private ServingNode beside;
    private NodeClient client;

    /** An event. */
    public record Event(Instant at, String k) {}

    private TidemarkModel model() {
        return model -> {
            for (String name : List.of("slow", "quick")) {
                var events = model.stream(topic(name), Event.class).eventTime(Event::at);
                model.aggregation(name)
                        .over(events)
                        .groupBy("k", Event::k)
                        .tile(Duration.ofMinutes(5))
                        .metric("n", count());
            }
        };
    }

    private String topic(String aggregation) {
        return directory.getFileName() + "-" + aggregation;
    }

    /** Lets the files of one aggregation through when it is open. */
    private static final class Gate {
        private volatile CountDownLatch closed = new CountDownLatch(0);

        void close() {
            closed = new CountDownLatch(1);
        }

        void open() {
            closed.countDown();
        }

        BatchViews before(BatchViews views) {
            return new BatchViews() {
                @Override
                public Manifest newest() throws IOException {
                    return views.newest();
                }

                @Override
                public Optional<Manifest> manifest(long number) throws IOException {
                    return views.manifest(number);
                }

                @Override
                public Beginnings beginnings() {
                    return views.beginnings();
                }

                @Override
                public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
                    if (definition.name().equals("slow")) {
                        try {
                            closed.await();
                        } catch (InterruptedException e) {
                            throw new IOException("interrupted", e);
                        }
                    }
                    views.read(file, definition, sink);
                }

                @Override
                public void read(EntryFile file, EntrySink sink) throws IOException {
                    views.read(file, sink);
                }
            };
        }
    }

    @BeforeEach
    void start() {
        Map<String, String> stamped = Map.of("message.timestamp.type", "LogAppendTime");
        slow = Node.topic(topic("slow")).create(1, stamped);
        quick = Node.topic(topic("quick")).create(1, stamped);
        Model model = Model.of(model());
        Map<String, String> settings = Map.of(
                "group.prefix",
                directory.getFileName().toString(),
                "batch.interval",
                "500ms",
                "archive.idle.grace",
                "200ms",
                "serving.lease",
                LEASE.toMillis() + "ms",
                // A second one joins later, and while the partitions are divided anew they are nobody's.
                "speed.threads",
                "1");
        system = LocalSystem.start(model, directory, TheBroker.bootstrapServers(), settings);
        HttpSettings usual = HttpSettings.onPort(0);
        HttpSettings patient = new HttpSettings(
                usual.listener().within(usual.listener().limits().timeout(PATIENCE)), usual.limits(), usual.live());
        ServingSettings serving = ServingSettings.of("beside", directory.resolve("beside"), patient)
                .polling(Duration.ofMillis(50))
                .leasing(LEASE);
        beside = new ServingNode(
                model,
                serving,
                List.of(system.node().realtime().orElseThrow()),
                gate.before(system.node().views()),
                system.node().control(),
                Clock.systemUTC());
        beside.start();
        client = new NodeClient(beside.uri());
    }

    @AfterEach
    void stop() {
        gate.open();
        beside.close();
        system.close();
    }

    @Test
    void aLoadThatLastsLongerThanTheLeaseLeavesEveryAnswerCompleteAndExact() throws IOException {
        slow.send(0, VALUE, VALUE, VALUE);
        awaitServed("slow", 3);
        gate.close();
        slow.send(0, VALUE, VALUE);
        awaitPublished("slow", 5);
        Instant until = Instant.now().plus(LEASE.multipliedBy(4));
        while (Instant.now().isBefore(until)) {
            JsonNode answer = exact("slow");
            assertEquals(3, tidemark(answer, "slow"), "the view before is served");
        }
        gate.open();
        Patience.until(PATIENCE, () -> answer("slow").toString(), () -> tidemark(exact("slow"), "slow") == 5);
    }

    @Test
    void whileEarlierManifestsLoadOthersAreAnsweredFollowedAndFlipped() throws Exception {
        Map<Long, Long> counts = new LinkedHashMap<>();
        for (long sent = 1; sent <= 4; sent++) {
            slow.send(0, VALUE);
            counts.put(awaitServed("slow", sent), sent);
        }
        gate.close();
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (int twice = 0; twice < 2; twice++) {
            for (long manifest : counts.keySet()) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> answer("slow", new Parameter("manifest", String.valueOf(manifest))),
                        asker -> new Thread(asker, "asker").start()));
            }
        }
        try (LiveLines live = new LiveLines(beside.uri().resolve("/v1/live?aggregation=quick&window=all"))) {
            for (long sent = 1; sent <= 2; sent++) {
                quick.send(0, VALUE);
                live.await("\"n\":" + sent);
                awaitServed("quick", sent);
                exact("slow");
            }
        }
        assertFalse(asked.get(0).isDone(), "it is still being loaded");
        gate.open();
        List<Long> manifests = new ArrayList<>(counts.keySet());
        for (int i = 0; i < asked.size(); i++) {
            JsonNode answer = asked.get(i).join();
            long manifest = manifests.get(i % manifests.size());
            assertEquals(manifest, answer.path("manifest").asLong(), answer::toString);
            assertEquals(counts.get(manifest), n(answer), answer::toString);
        }
    }

    private JsonNode answer(String aggregation, Parameter... further) {
        List<Parameter> parameters = new ArrayList<>(List.of(new Parameter("window", "all")));
        parameters.addAll(List.of(further));
        return client.ask("/v1/aggregations/" + aggregation + "/query", parameters);
    }

    /** An answer of which nothing is missing, and that counts the records below what it is as of. */
    private JsonNode exact(String aggregation) {
        JsonNode answer = answer(aggregation);
        assertTrue(answer.path("complete").asBoolean(), answer::toString);
        assertEquals(offset(answer, "asOf", aggregation), n(answer), answer::toString);
        return answer;
    }

    /** Waits until a batch view of so many records is served, and the speed layer has begun; its manifest. */
    private long awaitServed(String aggregation, long records) {
        Patience.until(
                PATIENCE,
                () -> records + " are not served: " + answer(aggregation)
                        + system.node().faults(),
                () -> {
                    JsonNode answer = answer(aggregation);
                    return tidemark(answer, aggregation) == records
                            && answer.path("complete").asBoolean();
                });
        return answer(aggregation).path("manifest").asLong();
    }

    private void awaitPublished(String aggregation, long records) {
        NodeClient whole = system.client();
        Patience.until(
                PATIENCE,
                () -> records + " are not published",
                () -> tidemark(
                                whole.ask(
                                        "/v1/aggregations/" + aggregation + "/query",
                                        List.of(new Parameter("window", "all"))),
                                aggregation)
                        == records);
    }

    private static long n(JsonNode answer) {
        return answer.path("rows").path(0).path("metrics").path("n").asLong();
    }

    private long tidemark(JsonNode answer, String aggregation) {
        return offset(answer, "tidemark", aggregation);
    }

    private long offset(JsonNode answer, String vector, String aggregation) {
        return answer.path(vector).path(topic(aggregation)).path("0").asLong();
    }
}
