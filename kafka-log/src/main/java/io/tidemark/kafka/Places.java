package io.tidemark.kafka;

import io.tidemark.tidemark.LogPosition;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each assigned partition stands. The reader's own word, and never the consumer's, which moves on before anybody has
 * taken what it gives: a consumer is told from here. Owned by the reader's thread.
 */
final class Places {
    private final Map<TopicPartition, Place> places = new HashMap<>();
    /** Partitions that were moved since the last poll ended: what it brought of them is of another place. */
    private final Set<TopicPartition> moved = new HashSet<>();

    boolean isEmpty() {
        return places.isEmpty();
    }

    boolean holds(TopicPartition partition) {
        return places.containsKey(partition);
    }

    /** All there are now. */
    List<TopicPartition> assigned() {
        return List.copyOf(places.keySet());
    }

    /** Whether it is assigned, and read at present. */
    boolean isRead(TopicPartition partition) {
        Place place = places.get(partition);
        return place != null && place.isRead();
    }

    /** Null if it is not assigned. */
    Place of(TopicPartition partition) {
        return places.get(partition);
    }

    void put(TopicPartition partition, Place place) {
        places.put(partition, place);
    }

    /** Null if it was not assigned. */
    Place remove(TopicPartition partition) {
        return places.remove(partition);
    }

    boolean isMoved(TopicPartition partition) {
        return moved.contains(partition);
    }

    /** What is moved from now on was fetched before. */
    void pollEnded() {
        moved.clear();
    }

    void moveTo(Consumer<byte[], ByteBuffer> consumer, TopicPartition partition, LogPosition to) {
        moved.add(partition);
        places.put(partition, places.get(partition).at(to.offset(), to.leaderEpoch()));
        seekBack(consumer, List.of(partition));
        consumer.resume(List.of(partition));
    }

    void stop(Consumer<byte[], ByteBuffer> consumer, TopicPartition partition) {
        moved.add(partition);
        places.put(partition, places.get(partition).stopped());
        // Kafka wants a position even for a partition that is not read. Without an epoch, so that it has nothing to
        // check.
        consumer.seek(partition, 0);
        consumer.pause(List.of(partition));
    }

    /** To where they stand here. With the leader epoch, so that Kafka checks that the log is still the one we read. */
    void seekBack(Consumer<byte[], ByteBuffer> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Place place = places.get(partition);
            if (place != null && place.isRead()) {
                Optional<Integer> epoch = place.leaderEpoch() < 0 ? Optional.empty() : Optional.of(place.leaderEpoch());
                consumer.seek(partition, new OffsetAndMetadata(place.offset(), epoch, ""));
            }
        }
    }
}
