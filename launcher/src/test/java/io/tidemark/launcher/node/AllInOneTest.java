package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.aggregator.Aggregators;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.config.Config;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllInOneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Orders by country. */
    public static final class ShopModel implements TidemarkModel {
        /** One order. */
        public record Order(long at, String country) {}

        @Override
        public void define(ModelBuilder model) {
            var orders = model.stream("orders", Order.class).eventTimeMillis(Order::at);
            model.aggregation("sales")
                    .over(orders)
                    .groupBy("country", Order::country)
                    .tile(Duration.ofMinutes(1))
                    .metric("orders", Aggregators.count());
        }
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void layersInThreeProcessesAnswerAsOne() throws Exception {
        EmbeddedBroker broker = open(EmbeddedBroker.start(directory.resolve("kafka")));
        broker.createTopic("orders", 2);
        AllInOne speed = start(broker, Map.of("roles", "speed", "speed.port", "0", "data.directory", "speed"));
        AllInOne batch = start(broker, Map.of("roles", "batch", "data.directory", "batch"));
        String endpoint = speed.speedUri().orElseThrow().toString();
        AllInOne serving =
                start(broker, Map.of("roles", "serving", "speed.endpoints", endpoint, "data.directory", "serving"));
        NodeClient node = new NodeClient(serving.uri().orElseThrow());
        send(broker, "{\"at\":1767225660000,\"country\":\"NL\"}", "{\"at\":1767225661000,\"country\":\"NL\"}");
        await("two orders are answered", () -> orders(node) == 2);
        await("batch has overwritten them", () -> origin(node).equals("batch"));
        send(broker, "{\"at\":1767225601000,\"country\":\"NL\"}");
        await("a late order is answered", () -> orders(node) == 3);
        assertTrue(batch.faults().isEmpty(), () -> batch.faults().toString());
    }

    @Test
    void kafkaThatIsAwayIsSaidAndWaitedFor() throws Exception {
        EmbeddedBroker before = EmbeddedBroker.start(directory.resolve("kafka"));
        before.createTopic("orders", 2);
        String address = before.bootstrapServers();
        before.close();
        AllInOne node = start(address, Map.of("data.directory", "all"));
        await("it is said", () -> !node.faults().isEmpty());
        EmbeddedBroker broker = open(EmbeddedBroker.start(directory.resolve("kafka"), port(address)));
        send(broker, "{\"at\":1767225660000,\"country\":\"NL\"}");
        NodeClient client = new NodeClient(node.uri().orElseThrow());
        await("the order is answered", () -> orders(client) == 1);
        await("nothing is waited for", () -> node.faults().isEmpty());
    }

    @Test
    void whatIsClosedBeforeItStartsIsNotStartedAndAnAddressStaysWhatItWas() {
        AllInOne never = make("127.0.0.1:1", Map.of("data.directory", "never"));
        never.close();
        assertThrows(EndedException.class, never::start);
        assertEquals(Optional.empty(), never.uri());

        AllInOne once = start("127.0.0.1:1", Map.of("data.directory", "once", "speed.port", "0"));
        URI uri = once.uri().orElseThrow();
        URI speed = once.speedUri().orElseThrow();
        once.close();
        assertEquals(uri, once.uri().orElseThrow());
        assertEquals(speed, once.speedUri().orElseThrow());
    }

    private AllInOne start(EmbeddedBroker broker, Map<String, String> further) {
        return start(broker.bootstrapServers(), further);
    }

    private AllInOne start(String kafka, Map<String, String> further) {
        AllInOne process = make(kafka, further);
        process.start();
        return process;
    }

    private AllInOne make(String kafka, Map<String, String> further) {
        Map<String, String> written = new HashMap<>(Map.of(
                "model.class", ShopModel.class.getName(),
                "kafka.bootstrap.servers", kafka,
                "storage.root", "storage",
                "batch.interval", "1s",
                "archive.idle.grace", "200ms",
                "http.port", "0"));
        written.putAll(further);
        Config config = Config.of(written, "test", directory);
        return open(new AllInOne(Model.of(new ShopModel()), NodeSettings.of(config), Clock.systemUTC()));
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    private static long orders(NodeClient node) {
        return row(node).path("metrics").path("orders").asLong();
    }

    private static String origin(NodeClient node) {
        return row(node).path("origin").asText();
    }

    private static JsonNode row(NodeClient node) {
        return node.ask("/v1/aggregations/sales/query", List.of(new Parameter("window", "all")))
                .path("rows")
                .path(0);
    }

    private static void send(EmbeddedBroker broker, String... orders) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String order : orders) {
                producer.send(new ProducerRecord<>("orders", order.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertEquals(true, System.nanoTime() < deadline, what + ": not within " + PATIENCE);
            Thread.sleep(50);
        }
    }
}
