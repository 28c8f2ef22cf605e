package io.tidemark.launcher.demo;

import io.tidemark.examples.flights.Flight;
import io.tidemark.examples.flights.FlightReplay;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends of a replay what the topic does not hold yet. Each partition's log is a prefix of that partition's flights, since
 * an idempotent producer keeps their order: so the log's end tells where to go on, also after a kill. Run by one thread;
 * {@link #sent} may be asked by any.
 */
final class ReplaySender implements AutoCloseable {
    private static final long SLICE_NANOS = 20_000_000;

    private final String topic;
    private final OptionalInt perSecond;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile long sent;
    private volatile RuntimeException failure;
    private volatile boolean closed;

    /** @param perSecond flights a second; empty: as fast as it goes */
    ReplaySender(String bootstrapServers, String topic, OptionalInt perSecond) {
        this.topic = topic;
        this.perSecond = perSecond;
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                "enable.idempotence", "true",
                "linger.ms", "5",
                "batch.size", "131072",
                "compression.type", "lz4");
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends until all is sent, or this is closed.
     *
     * @param held how many records each partition holds already
     */
    synchronized void send(FlightReplay replay, long[] held) {
        long[] toSkip = held.clone();
        long handed = 0;
        Pace pace = new Pace();
        for (Flight flight : replay.flights()) {
            if (closed) {
                break;
            }
            int partition = FlightReplay.partition(flight, held.length);
            if (toSkip[partition] > 0) {
                toSkip[partition]--;
            } else {
                pace.await();
                send(flight, partition);
            }
            sent = ++handed;
        }
        if (!closed) {
            producer.flush();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void send(Flight flight, int partition) {
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, partition, null, FlightReplay.json(flight)), this::sent);
    }

    /** How many flights of the replay were handed to Kafka, by this and by earlier processes. */
    long sent() {
        return sent;
    }

    @Override
    public void close() {
        closed = true;
        // The sending thread leaves its loop at the next flight.
        synchronized (this) {
            producer.close();
        }
    }

    private void sent(RecordMetadata metadata, Exception fault) {
        if (fault != null) {
            failure = new IllegalStateException("the replay to topic \"" + topic + "\" broke off", fault);
            closed = true;
        }
    }

    /** Lets through so many a second, in small slices. Owned by the sending thread. */
    private final class Pace {
        private final long startNanos = System.nanoTime();
        private long passed;

        void await() {
            if (perSecond.isPresent()) {
                long dueNanos = startNanos + passed++ * 1_000_000_000 / perSecond.getAsInt();
                long ahead = dueNanos - System.nanoTime();
                if (ahead > SLICE_NANOS) {
                    LockSupport.parkNanos(ahead);
                }
            }
        }
    }
}
