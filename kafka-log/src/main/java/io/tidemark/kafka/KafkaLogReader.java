package io.tidemark.kafka;

import io.tidemark.fault.FaultException;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.RestingPartitions;
import io.tidemark.log.SoloLogReader;
import io.tidemark.loop.Backoff;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Kafka, either as a member of a consumer group ({@link #inGroup}), which then assigns the partitions, or by itself
 * ({@link #alone}), with the partitions that its owner adds. It goes by no committed offset: where to read from is the
 * listener's to say, and {@code auto.offset.reset} is {@code none} (PROTOCOL 11). What it commits is a word to other members.
 *
 * <p>Its own word on where a partition stands is {@link Places}, and never the consumer's, which moves on before anybody has
 * taken what it gives. A consumer that fails for good is replaced by the next poll.
 */
final class KafkaLogReader implements SoloLogReader {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLogReader.class);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** How long a partition that was tried again has to be quiet until its fault is over. */
    private static final long SETTLE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumers consumers;
    private final Optional<GroupTopics> topics;
    private final KnownTopics known;
    private final Listener listener;
    private final Runnable whenClosed;
    private final LongSupplier nanoTime;
    private final RestingPartitions resting;
    private final Places places = new Places();
    private final LeaderEpochs epochs;
    /** Null until the next poll makes one. */
    private volatile Consumer<byte[], ByteBuffer> consumer;

    /** Makes consumers. */
    interface Consumers {
        /** @param news what a consumer runs, on any thread, whenever it heard anew which topics there are */
        Consumer<byte[], ByteBuffer> open(Runnable news);

        /** What they are called in their group; empty: they are in none. */
        default Optional<String> name() {
            return Optional.empty();
        }

        /** A consumer threw something after which it is of no more use; the next one may have to be made otherwise. */
        default void failed(Throwable failure) {}
    }

    /** What a reader is given beside its consumer. */
    record Needs(LogTopics log, Listener listener, Faults faults, Backoff backoff, LongSupplier nanoTime) {}

    private KafkaLogReader(Consumers consumers, Optional<GroupTopics> topics, Needs needs, Runnable whenClosed) {
        this.consumers = consumers;
        this.topics = topics;
        this.known = new KnownTopics(needs.log());
        this.listener = needs.listener();
        this.nanoTime = needs.nanoTime();
        this.resting = new RestingPartitions(needs.backoff(), needs.faults());
        this.epochs = new LeaderEpochs(needs.log());
        this.whenClosed = whenClosed;
    }

    /** A member of a group that shares the topics' partitions among its members. */
    static KafkaLogReader inGroup(Consumers consumers, Set<String> topics, Needs needs, Runnable whenClosed) {
        GroupTopics group = new GroupTopics(topics, needs.backoff().untilMended(), needs.faults());
        return new KafkaLogReader(consumers, Optional.of(group), needs, whenClosed);
    }

    /** A reader outside any group; it reads what is given to {@link #add}. */
    static KafkaLogReader alone(Consumers consumers, Needs needs) {
        return new KafkaLogReader(consumers, Optional.empty(), needs, () -> {});
    }

    @Override
    public void add(PartitionId partition) {
        TopicPartition added = new TopicPartition(partition.topic(), partition.partition());
        if (!places.holds(added)) {
            places.put(added, Place.notRead(partition));
            open().assign(places.assigned());
            begin(added);
        }
    }

    @Override
    public void remove(PartitionId partition) {
        TopicPartition removed = new TopicPartition(partition.topic(), partition.partition());
        if (places.remove(removed) != null) {
            resting.forget(partition);
            open().assign(places.assigned());
        }
    }

    @Override
    public int poll(Duration timeout) {
        if (topics.isEmpty() && places.isEmpty()) {
            return 0;
        }
        try {
            Consumer<byte[], ByteBuffer> from = open();
            topics.ifPresent(group -> group.renew(from, new Rebalances(), nanoTime.getAsLong()));
            takeUpRested();
            return fetch(from, timeout);
        } catch (WakeupException e) {
            return 0;
        } catch (OffsetOutOfRangeException e) {
            places.seekBack(consumer, places.assigned());
            e.offsetOutOfRangePartitions().forEach((partition, wanted) -> outOfRange(partition, wanted, e));
            return 0;
        } catch (TopicAuthorizationException e) {
            places.seekBack(consumer, places.assigned());
            deny(e.unauthorizedTopics(), e);
            return 0;
        } catch (InvalidTopicException e) {
            places.seekBack(consumer, places.assigned());
            deny(e.invalidTopics(), e);
            return 0;
        } catch (RuntimeException | Error e) {
            throw away(e);
        }
    }

    @Override
    public void seek(PartitionId partition, LogPosition position) {
        TopicPartition sought = new TopicPartition(partition.topic(), partition.partition());
        Place place = places.of(sought);
        if (place != null && place.id().equals(partition)) {
            try {
                moveTo(sought, Optional.of(position));
            } catch (FaultException failure) {
                rest(sought, failure);
            }
        }
    }

    @Override
    public void pause(PartitionId partition) {
        TopicPartition paused = new TopicPartition(partition.topic(), partition.partition());
        if (places.holds(paused)) {
            places.stop(consumer, paused);
        }
    }

    @Override
    public void tell(PartitionId partition, LogPosition position, byte[] word) {
        TopicPartition told = new TopicPartition(partition.topic(), partition.partition());
        Place place = places.of(told);
        Consumer<byte[], ByteBuffer> member = consumer;
        Optional<String> teller = consumers.name();
        if (teller.isPresent() && member != null && place != null && place.id().equals(partition)) {
            OffsetAndMetadata said = Words.of(teller.get(), partition, position, word);
            member.commitAsync(Map.of(told, said), (offsets, failure) -> {
                if (failure != null) {
                    // The next word says more than this one did.
                    LOG.debug("a word to the group was lost: partition={} fault={}", partition, Reason.of(failure));
                }
            });
        }
    }

    @Override
    public void wakeup() {
        Consumer<byte[], ByteBuffer> waiting = consumer;
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    @Override
    public void close() {
        try {
            closeConsumer();
        } finally {
            forgetAll();
            resting.close();
            topics.ifPresent(GroupTopics::close);
            whenClosed.run();
        }
    }

    // ---------------------------------------------------------------- the consumer

    private Consumer<byte[], ByteBuffer> open() {
        Consumer<byte[], ByteBuffer> open = consumer;
        if (open == null) {
            try {
                open = consumers.open(known::heardNews);
            } catch (RuntimeException e) {
                throw KafkaFaults.of(e);
            }
            consumer = open;
            if (topics.isEmpty()) {
                open.assign(places.assigned());
                places.assigned().forEach(this::begin);
            }
        }
        return open;
    }

    /** After a failure: whatever the consumer had moved over is read again, and one that is of no more use goes. */
    private RuntimeException away(Throwable failure) {
        RuntimeException named = KafkaFaults.of(failure);
        if (KafkaFaults.isConsumerWhole(failure)) {
            try {
                places.seekBack(consumer, places.assigned());
                return named;
            } catch (RuntimeException e) {
                named.addSuppressed(e);
            }
        }
        consumers.failed(failure);
        try {
            closeConsumer();
        } catch (RuntimeException e) {
            LOG.warn("a consumer that failed did not close: fault={}", Reason.of(e));
            consumer = null;
        }
        forgetAll();
        return named;
    }

    private void closeConsumer() {
        Consumer<byte[], ByteBuffer> ended = consumer;
        consumer = null;
        if (ended != null) {
            // Leaving tells the group at once; a static member would keep its partitions for a while.
            ended.close(CloseOptions.timeout(CLOSE)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    /** What a group assigned is gone with its consumer; what its owner added stays. */
    private void forgetAll() {
        if (topics.isPresent()) {
            places.assigned().forEach(this::revoke);
        }
    }

    private void deny(Set<String> denied, RuntimeException reason) {
        if (topics.isPresent()) {
            Set<String> which = denied.isEmpty() ? topics.get().denied(consumer, ASK) : denied;
            if (which.isEmpty()) {
                throw KafkaFaults.of(reason);
            }
            topics.get().deny(consumer, new Rebalances(), which, nanoTime.getAsLong());
            return;
        }
        denied.forEach(topic -> restAll(topic, LogMismatchException.denied(topic, reason)));
    }

    // ---------------------------------------------------------------- what came

    private int fetch(Consumer<byte[], ByteBuffer> from, Duration timeout) {
        try {
            return passOnFrom(from, timeout);
        } catch (KafkaException e) {
            if (!UnreadableFetch.mayBe(e)) {
                throw e;
            }
            return new UnreadableFetch(from).passOnEach(places, () -> passOnFrom(from, Duration.ZERO), this::rest, e);
        }
    }

    private int passOnFrom(Consumer<byte[], ByteBuffer> from, Duration timeout) {
        ConsumerRecords<byte[], ByteBuffer> records = from.poll(timeout);
        // What a rebalance moved, inside the poll, was moved before anything was fetched.
        places.pollEnded();
        checkTopics();
        return passOn(records);
    }

    /** Every partition is passed on, or read again from where it stood (PROTOCOL 28). */
    private int passOn(ConsumerRecords<byte[], ByteBuffer> records) {
        // Control records, aborted ones and what compaction took move a position without a record.
        Map<TopicPartition, OffsetAndMetadata> ends = records.nextOffsets();
        Set<TopicPartition> left = new HashSet<>(ends.keySet());
        int passed = 0;
        try {
            for (Map.Entry<TopicPartition, OffsetAndMetadata> end : ends.entrySet()) {
                passed += passOn(end.getKey(), end.getValue(), records.records(end.getKey()));
                left.remove(end.getKey());
            }
        } finally {
            places.seekBack(consumer, left);
        }
        return passed;
    }

    private int passOn(
            TopicPartition partition, OffsetAndMetadata end, List<ConsumerRecord<byte[], ByteBuffer>> records) {
        Place place = places.of(partition);
        if (place == null || !place.isRead() || places.isMoved(partition)) {
            return 0;
        }
        KafkaBatch batch = new KafkaBatch(place.id(), place.offset(), end, records);
        // The listener may send the partition elsewhere from inside.
        places.put(partition, place.at(batch.end(), batch.endLeaderEpoch()));
        try {
            listener.read(batch);
        } catch (Throwable failure) {
            places.put(partition, place);
            rest(partition, failure);
            return 0;
        }
        if (!resting.isResting(place.id())) {
            resting.wentWell(place.id());
        }
        return records.size();
    }

    private void outOfRange(TopicPartition partition, long wanted, OffsetOutOfRangeException reason) {
        Place place = places.of(partition);
        if (place == null || !place.isRead()) {
            return;
        }
        try {
            if (reason instanceof LogTruncationException) {
                throw KafkaFaults.rewritten(partition, wanted, place.leaderEpoch(), reason);
            }
            long start = consumer.beginningOffsets(List.of(partition), ASK).get(partition);
            long end = consumer.endOffsets(List.of(partition), ASK).get(partition);
            if (wanted > end) {
                throw KafkaFaults.shorter(partition, wanted, end, reason);
            }
            if (wanted >= start) {
                throw new LogUnavailableException(
                        "partition " + partition, "offset " + wanted + " was refused, though it is there", reason);
            }
            moveTo(partition, listener.truncated(place.id(), wanted, start));
        } catch (Throwable failure) {
            rest(partition, failure);
        }
    }

    // ---------------------------------------------------------------- where partitions are read

    private void takeUpRested() {
        long now = nanoTime.getAsLong();
        resting.settle(now, SETTLE_NANOS);
        for (PartitionId id : resting.takeUp(now)) {
            begin(new TopicPartition(id.topic(), id.partition()));
        }
    }

    private void begin(TopicPartition partition) {
        Place place = places.of(partition);
        if (place == null) {
            return;
        }
        try {
            PartitionId id = identified(place);
            if (!id.equals(place.id())) {
                resting.forget(place.id());
                places.put(partition, Place.notRead(id));
            }
            moveTo(partition, listener.assigned(id));
        } catch (Throwable failure) {
            rest(partition, failure);
        }
    }

    /** The partition of the log that it was, if that is still the one; or of the one that is there, if none was known. */
    private PartitionId identified(Place place) {
        checkTopics();
        LogId now = known.topic(place.id().topic()).log();
        if (place.isKnown() && !now.equals(place.id().log())) {
            throw KafkaFaults.otherLog(now, place.id().log());
        }
        return new PartitionId(now, place.id().partition());
    }

    private void checkTopics() {
        known.check((topic, mismatch) -> {
            epochs.forget(topic);
            restAll(topic, mismatch);
        });
    }

    private void rest(TopicPartition partition, Throwable failure) {
        places.stop(consumer, partition);
        resting.failed(places.of(partition).id(), KafkaFaults.named(failure), nanoTime.getAsLong());
    }

    private void restAll(String topic, Throwable failure) {
        places.assigned().stream()
                .filter(partition -> partition.topic().equals(topic))
                .forEach(partition -> rest(partition, failure));
    }

    private void moveTo(TopicPartition partition, Optional<LogPosition> position) {
        if (position.isPresent()) {
            epochs.require(partition, position.get());
            places.moveTo(consumer, partition, position.get());
        } else {
            places.stop(consumer, partition);
        }
    }

    private void revoke(TopicPartition partition) {
        Place place = places.remove(partition);
        if (place == null) {
            return;
        }
        resting.forget(place.id());
        if (!place.isKnown()) {
            return;
        }
        try {
            listener.revoked(place.id());
        } catch (RuntimeException | Error failure) {
            // Nobody can do anything about it here; whoever reads the partition next begins from what is stored.
            LOG.warn("a partition was not given up cleanly: partition={}", partition, failure);
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                places.put(partition, Place.unknown(partition));
                begin(partition);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(KafkaLogReader.this::revoke);
        }
    }
}
