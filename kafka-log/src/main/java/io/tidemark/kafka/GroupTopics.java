package io.tidemark.kafka;

import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogMismatchException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * What a member of a group subscribes to: all its topics but those that Kafka does not let it read, for one of these stops a
 * consumer for all. They are tried again now and then. A topic that is not there may be subscribed to, and is read once it is.
 * Owned by the reader's thread.
 */
final class GroupTopics {
    private final Set<String> all;
    private final long tryAgainNanos;
    private final FaultSource faults;
    /** When each topic that is left out is tried again. */
    private final Map<String, Long> leftOut = new HashMap<>();
    /** Since when each topic that was left out is tried again. */
    private final Map<String, Long> onTrial = new HashMap<>();

    private Consumer<byte[], ByteBuffer> subscribed;

    GroupTopics(Set<String> all, Duration tryAgain, Faults faults) {
        this.all = Set.copyOf(all);
        this.tryAgainNanos = tryAgain.toNanos();
        this.faults = faults.source();
    }

    /** Subscribes a consumer that is not, or to what is to be tried again. */
    void renew(Consumer<byte[], ByteBuffer> consumer, ConsumerRebalanceListener listener, long nowNanos) {
        boolean isChanged = consumer != subscribed;
        for (String topic : Set.copyOf(leftOut.keySet())) {
            if (leftOut.get(topic) - nowNanos <= 0) {
                leftOut.remove(topic);
                onTrial.put(topic, nowNanos);
                isChanged = true;
            }
        }
        if (isChanged) {
            subscribe(consumer, listener);
        }
        onTrial.entrySet().removeIf(trial -> {
            boolean isOver = nowNanos - trial.getValue() >= tryAgainNanos;
            if (isOver) {
                faults.clear(place(trial.getKey()));
            }
            return isOver;
        });
    }

    void deny(
            Consumer<byte[], ByteBuffer> consumer,
            ConsumerRebalanceListener listener,
            Set<String> denied,
            long nowNanos) {
        for (String topic : denied) {
            leftOut.put(topic, nowNanos + tryAgainNanos);
            onTrial.remove(topic);
            faults.raise(LogMismatchException.denied(topic, null).fault());
        }
        subscribe(consumer, listener);
    }

    /** Nobody subscribes through this reader any more. */
    void close() {
        faults.close();
    }

    /** Asks topic by topic, where Kafka does not say which one it denies. */
    Set<String> denied(Consumer<byte[], ByteBuffer> consumer, Duration timeout) {
        Set<String> denied = new HashSet<>();
        for (String topic : all) {
            try {
                consumer.partitionsFor(topic, timeout);
            } catch (TopicAuthorizationException | InvalidTopicException e) {
                denied.add(topic);
            }
        }
        return denied;
    }

    private void subscribe(Consumer<byte[], ByteBuffer> consumer, ConsumerRebalanceListener listener) {
        Set<String> topics = new TreeSet<>(all);
        topics.removeAll(leftOut.keySet());
        subscribed = consumer;
        if (topics.isEmpty()) {
            throw LogMismatchException.denied(all.iterator().next(), null);
        }
        consumer.subscribe(topics, listener);
    }

    private static String place(String topic) {
        return "topic \"" + topic + "\"";
    }
}
