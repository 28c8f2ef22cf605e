package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.TheBroker;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of a log that hold nothing, or nothing yet, or nothing that is asked for; and stamps that are not what they seem. */
final class LogShapesIT {
    private static final String ABORTED = "shape-aborted";
    private static final String OPEN = "shape-open";
    private static final String NOBODYS = "shape-nobodys";
    private static final String COMPACTED = "shape-compacted";
    private static final String SECONDS = "shape-seconds";
    private static final String VALUE = "{\"at\":1795251600000,\"k\":\"x\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** Counts the events of each topic, of one of them those alone that say so. */
    public static final class Shapes implements TidemarkModel {
        /** An event. */
        public record Event(long at, String k) {}

        @Override
        public void define(ModelBuilder model) {
            for (String topic : List.of(ABORTED, OPEN, NOBODYS, COMPACTED, SECONDS)) {
                var events = model.stream(topic, Event.class).eventTimeMillis(Event::at);
                model.aggregation(topic)
                        .over(events)
                        .where(event -> !topic.equals(NOBODYS) || event.k().equals("wanted"))
                        .groupBy("k", Event::k)
                        .tile(Duration.ofMinutes(5))
                        .metric("n", count());
            }
        }
    }

    @Test
    void aRangeWithoutARowIsPassedAndWhatComesAfterItCountsOnce() {
        for (String topic : List.of(ABORTED, OPEN, NOBODYS, SECONDS)) {
            Node.topic(topic).create(1, Map.of());
        }
        Node.topic(COMPACTED).create(1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<byte[], byte[]> aborting = transactional();
                KafkaProducer<byte[], byte[]> open = transactional();
                Node node = Node.start(new Shapes(), directory)) {
            node.awaitBatchFault("TM-ARC-007", "topic \"" + COMPACTED + "\"", "is compacted");

            // Three records and the marker of their end, and nothing else.
            begin(aborting, ABORTED, 3);
            aborting.abortTransaction();
            awaitTidemark(node, ABORTED, 4);
            assertEquals(Map.of(), node.figures(ABORTED, "n"));

            // Records that nobody counts move the cut all the same, and the next one counts once.
            Node.topic(NOBODYS).sendMany(0, 20, VALUE);
            awaitTidemark(node, NOBODYS, 20);
            Node.topic(NOBODYS).send(0, VALUE.replace("x", "wanted"));
            node.awaitBatch(NOBODYS, "n", Map.of("wanted", 1L));

            // What was sent in a transaction that is open, and behind it, is not read yet: neither counted nor passed.
            KafkaTopic behind = Node.topic(OPEN);
            behind.send(0, VALUE);
            node.awaitBatch(OPEN, "n", Map.of("x", 1L));
            begin(open, OPEN, 2);
            behind.send(0, VALUE);
            Node.topic(ABORTED).send(0, VALUE);
            node.awaitBatch(ABORTED, "n", Map.of("x", 1L));
            assertEquals(Map.of("x", 1L), node.figures(OPEN, "n"));
            assertEquals(1, offset(node.answer(OPEN), "asOf", OPEN));
            open.commitTransaction();
            node.awaitBatch(OPEN, "n", Map.of("x", 4L));

            Node.topic(SECONDS).sendMany(0, 3, "{\"at\":1795251600,\"k\":\"x\"}");
            node.awaitFault("TM-RUN-012", "aggregation \"" + SECONDS + "\"", "are event times in seconds?");
            NodeException refused = Assertions.assertThrows(
                    NodeException.class, () -> node.answer(SECONDS, new Parameter("from", "1795251600")));
            Assertions.assertTrue(refused.getMessage().contains("1795251600000"), refused.getMessage());
        }
    }

    private static void awaitTidemark(Node node, String aggregation, long offset) {
        Patience.until(PATIENCE, () -> node.answer(aggregation).toString(), () -> {
            JsonNode answer = node.answer(aggregation);
            return offset(answer, "tidemark", aggregation) >= offset
                    && offset(answer, "asOf", aggregation) >= offset
                    && answer.path("complete").asBoolean();
        });
    }

    private static long offset(JsonNode answer, String vector, String topic) {
        return answer.path(vector).path(topic).path("0").asLong();
    }

    private static KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        TheBroker.bootstrapServers(),
                        "transactional.id",
                        UUID.randomUUID().toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void begin(KafkaProducer<byte[], byte[]> producer, String topic, int records) {
        producer.beginTransaction();
        try {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, VALUE.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
