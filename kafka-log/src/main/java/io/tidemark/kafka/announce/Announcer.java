package io.tidemark.kafka.announce;

import io.tidemark.kafka.ClientSettings;
import io.tidemark.kafka.KafkaFaults;
import io.tidemark.loop.LoopStep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Announces one node, again and again, and takes it back when the node ends of its own accord. Owned by its loop's thread.
 */
public final class Announcer implements LoopStep {
    /** Often enough for who has just begun to listen, and rarely enough to cost nothing. */
    public static final Duration EVERY = Duration.ofSeconds(2);

    private static final int DELIVERY_MILLIS = 10_000;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final AnnouncementTopic topic;
    private final byte[] key;
    private final Supplier<byte[]> word;
    private KafkaProducer<byte[], byte[]> producer;
    private boolean isSaid;

    /**
     * @param key the node's, and no other's, the same after a restart
     * @param word what it says of itself at present
     */
    public Announcer(AnnouncementTopic topic, String key, Supplier<byte[]> word) {
        this.topic = topic;
        this.key = key.getBytes(StandardCharsets.UTF_8);
        this.word = word;
    }

    @Override
    public Duration step() {
        if (producer == null) {
            topic.require();
            producer = producer();
        }
        say(word.get(), Duration.ofMillis(2L * DELIVERY_MILLIS));
        isSaid = true;
        return EVERY;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(ClientSettings.of(topic.client()));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1L << 20);
        try {
            return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (RuntimeException notMade) {
            throw KafkaFaults.of(notMade);
        }
    }

    private void say(byte[] value, Duration patience) {
        try {
            topic.await(producer.send(new ProducerRecord<>(topic.name(), key, value)), patience);
        } catch (ExecutionException e) {
            throw fault(e.getCause());
        } catch (InterruptException e) {
            throw fault(e);
        }
    }

    private RuntimeException fault(Throwable cause) {
        return cause instanceof AuthorizationException denied
                ? topic.denied("written", "Write", denied)
                : KafkaFaults.of(cause);
    }

    /** A node that ends is not to be asked any more. */
    @Override
    public void close() {
        if (producer == null) {
            return;
        }
        // Whoever interrupted meant a wait that is over: the farewell is to be said all the same.
        Thread.interrupted();
        try {
            if (isSaid) {
                say(null, FAREWELL);
            }
        } catch (RuntimeException notHeard) {
            // It is found out by whoever asks the node.
            return;
        } finally {
            producer.close(FAREWELL);
        }
    }
}
