package io.tidemark.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.examples.flights.Flight;
import io.tidemark.examples.flights.FlightFile;
import io.tidemark.examples.flights.FlightReplay;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.launcher.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySenderTest {
    private static final int PARTITIONS = 4;

    @Test
    void aReplayThatWasBrokenOffGoesOnWhereItWas(@TempDir Path directory) throws Exception {
        List<Flight> flights = FlightFile.january2001().read().subList(0, 20_000);
        FlightReplay replay = FlightReplay.of(flights);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            broker.createTopic("flights", PARTITIONS);
            sendUntil(broker, replay, 7_000);
            sendUntil(broker, replay, 20_000);
            List<List<String>> logs = logs(broker);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                assertEquals(expected(replay, partition), logs.get(partition));
            }
        }
    }

    /** Breaks off once so many were handed to Kafka; the last of all never breaks off. */
    private static void sendUntil(EmbeddedBroker broker, FlightReplay replay, long sent) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        ReplaySender sender = new ReplaySender(broker.bootstrapServers(), "flights", OptionalInt.of(50_000));
        try (KafkaLogTopics topics = new KafkaLogTopics(client)) {
            long[] held = topics.endOffsets("flights").values().stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            Thread thread = new Thread(() -> sender.send(replay, held));
            thread.start();
            while (thread.isAlive() && sender.sent() < sent) {
                Thread.sleep(1);
            }
            if (sent == replay.flights().size()) {
                thread.join();
            }
            sender.close();
            thread.join();
            long now = topics.endOffsets("flights").values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertTrue(now >= sent, now + " are there");
        }
    }

    private static List<String> expected(FlightReplay replay, int partition) {
        return replay.flights().stream()
                .filter(f -> FlightReplay.partition(f, PARTITIONS) == partition)
                .map(f -> new String(FlightReplay.json(f), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<List<String>> logs(EmbeddedBroker broker) {
        List<List<String>> logs = new ArrayList<>();
        IntStream.range(0, PARTITIONS).forEach(p -> logs.add(new ArrayList<>()));
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(p -> new TopicPartition("flights", p))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            for (long read = 0; read < end; ) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    logs.get(record.partition()).add(new String(record.value(), StandardCharsets.UTF_8));
                    read++;
                }
            }
        }
        return logs;
    }
}
