package io.tidemark.it.journeys;

import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Flights;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.oracle.StagedSender;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.model.Model;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A node with the demo's model, and flights that come in stage by stage. */
final class FlightsNode implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedBroker broker;
    private final LocalSystem system;
    private final StagedSender sender;
    private final int flights;

    private FlightsNode(
            EmbeddedBroker broker, LocalSystem system, List<ProducerRecord<byte[], byte[]>> flights, int stages) {
        this.broker = broker;
        this.system = system;
        this.sender = new StagedSender(broker.bootstrapServers(), flights, stages, Duration.ZERO);
        this.flights = flights.size();
    }

    private static final Map<String, String> NIGHTLY = Map.of(
            "recompute.nightly.cron", "30 2 * * *",
            "recompute.nightly.last", "2d",
            "recompute.nightly.zone", "Europe/Amsterdam");

    /**
     * Starts one.
     *
     * @param end flights that were known before then
     * @param stages in how many they are sent
     */
    static FlightsNode start(Path directory, Instant end, int stages) throws IOException {
        return start(directory, end, stages, NIGHTLY);
    }

    /** The same with further keys of the configuration. */
    static FlightsNode start(Path directory, Instant end, int stages, Map<String, String> further) throws IOException {
        List<ProducerRecord<byte[], byte[]>> flights = Flights.records(end, PARTITIONS);
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
        broker.createTopic(FlightModel.TOPIC, PARTITIONS);
        LocalSystem system =
                LocalSystem.start(Model.of(new FlightModel()), directory, broker.bootstrapServers(), further);
        return new FlightsNode(broker, system, flights, stages);
    }

    URI uri() {
        return system.node().uri().orElseThrow();
    }

    NodeClient client() {
        return system.client();
    }

    int flights() {
        return flights;
    }

    void sendStage() {
        sender.step();
    }

    void sendAll() {
        while (sender.progress() < 1) {
            sender.step();
        }
    }

    /** Until so many flights are answered. */
    void awaitAnswered(int count) {
        Patience.until(PATIENCE, () -> "not " + count + " flights are answered", () -> sum("asOf") >= count);
    }

    /** Until batch answers for all that was sent. */
    void awaitBatch() {
        Patience.until(PATIENCE, () -> "batch does not cover all flights", () -> sum("tidemark") == flights);
    }

    /** Of the aggregation that is least far. */
    long sum(String vector) {
        long least = Long.MAX_VALUE;
        for (var aggregation : client().ask("/v1/status", List.of()).path("aggregations")) {
            long sum = 0;
            for (var offset : aggregation.path(vector).path(FlightModel.TOPIC)) {
                sum += offset.asLong();
            }
            least = Math.min(least, sum);
        }
        return least;
    }

    @Override
    public void close() {
        sender.close();
        system.close();
        broker.close();
    }
}
