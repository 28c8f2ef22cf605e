package io.tidemark.it.oracle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records in their order, in equal stages that are due one after the other, each when it is asked to: so a slow
 * machine sees as many stages as a quick one. Owned by one thread.
 */
public final class StagedSender implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<ProducerRecord<byte[], byte[]>> records;
    private final int stages;
    private final long pauseNanos;
    private final long startNanos = System.nanoTime();
    private int stage;
    private int sent;
    private volatile Exception failure;

    /** @param pause at least so long from one stage to the next */
    public StagedSender(
            String bootstrapServers, List<ProducerRecord<byte[], byte[]>> records, int stages, Duration pause) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "linger.ms", "2",
                        "buffer.memory", "134217728",
                        "delivery.timeout.ms", "300000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.records = records;
        this.stages = stages;
        this.pauseNanos = pause.toNanos();
    }

    /** Sends the next stage, if it is due; does not wait until it is in the log. */
    public void step() {
        if (failure != null) {
            throw new IllegalStateException("the sender failed", failure);
        }
        if (stage == stages || System.nanoTime() - startNanos < stage * pauseNanos) {
            return;
        }
        stage++;
        while (sent < (long) records.size() * stage / stages) {
            producer.send(records.get(sent++), (at, fault) -> failure = fault == null ? failure : fault);
        }
        if (stage == stages) {
            producer.flush();
        }
    }

    /** From 0 to 1, when all is in the log. */
    public double progress() {
        return (double) stage / stages;
    }

    @Override
    public void close() {
        producer.close();
    }
}
