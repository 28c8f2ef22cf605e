package io.tidemark.kafka;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What a consumer has fetched and cannot read: records whose checksum is wrong, or that do not unpack. Kafka's client throws
 * at each poll from then on, whatever the other partitions have brought, and says of which one it is in a text alone. So each
 * is polled by itself. Owned by the reader's thread.
 */
final class UnreadableFetch {
    private final Consumer<byte[], ByteBuffer> consumer;

    UnreadableFetch(Consumer<byte[], ByteBuffer> consumer) {
        this.consumer = consumer;
    }

    /** What has a type of its own is something else. */
    static boolean mayBe(KafkaException failure) {
        return failure.getClass() == KafkaException.class;
    }

    /**
     * Polls each partition by itself, and lets those rest that cannot be read.
     *
     * @param poll takes what there is without waiting, and returns how many records it was
     * @param rest is told of a partition that cannot be read, and why
     * @param failure what a poll of all of them threw; thrown again if none of them is the reason
     */
    int passOnEach(
            Places places, IntSupplier poll, BiConsumer<TopicPartition, Throwable> rest, KafkaException failure) {
        int records = 0;
        boolean isFound = false;
        try {
            for (TopicPartition partition : read(places)) {
                if (read(places).contains(partition)) {
                    consumer.pause(consumer.assignment());
                    consumer.resume(List.of(partition));
                    try {
                        records += poll.getAsInt();
                    } catch (KafkaException e) {
                        if (!mayBe(e)) {
                            throw e;
                        }
                        // A rebalance may have taken it away inside the poll.
                        if (places.isRead(partition)) {
                            isFound = true;
                            long offset = places.of(partition).offset();
                            rest.accept(partition, KafkaFaults.unreadable(partition, offset, e));
                            drop(partition, offset, poll);
                        }
                    }
                }
            }
        } finally {
            consumer.resume(read(places));
        }
        if (!isFound) {
            throw failure;
        }
        return records;
    }

    /**
     * Makes the consumer forget what it has fetched of a partition that rests: whatever happens to the log meanwhile, it would
     * throw the same again once it is sent back to where it was. It does so when it finds itself elsewhere.
     */
    private void drop(TopicPartition partition, long offset, IntSupplier poll) {
        consumer.seek(partition, offset + 1);
        consumer.resume(List.of(partition));
        int unused = poll.getAsInt();
        if (consumer.assignment().contains(partition)) {
            consumer.pause(List.of(partition));
            consumer.seek(partition, 0);
        }
    }

    /** Those that are ours and are read at present; a rebalance may change them at any poll. */
    private Set<TopicPartition> read(Places places) {
        Set<TopicPartition> read = new HashSet<>(consumer.assignment());
        read.removeIf(partition -> !places.isRead(partition));
        return read;
    }
}
