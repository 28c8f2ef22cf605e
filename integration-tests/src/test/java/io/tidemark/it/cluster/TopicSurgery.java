package io.tidemark.it.cluster;

import io.tidemark.examples.flights.FlightModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** What happens to topics in real life, done by an operator or by retention. */
final class TopicSurgery {
    private TopicSurgery() {}

    /** Deletes the flights below these offsets, as retention would. */
    static void truncate(String bootstrapServers, Map<Integer, Long> offsets) throws Exception {
        Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
        offsets.forEach((partition, offset) ->
                below.put(new TopicPartition(FlightModel.TOPIC, partition), RecordsToDelete.beforeOffset(offset)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteRecords(below).all().get();
        }
    }

    static void delete(String bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteTopics(List.of(FlightModel.TOPIC)).all().get();
        }
    }

    /** A topic whose records have the stamps that producers give them, as Kafka makes them unless told otherwise. */
    static void createStampedByProducers(String bootstrapServers, int partitions) throws Exception {
        NewTopic topic = new NewTopic(FlightModel.TOPIC, partitions, (short) 1)
                .configs(Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(topic)).all().get();
        }
    }
}
