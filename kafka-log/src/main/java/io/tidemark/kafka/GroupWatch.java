package io.tidemark.kafka;

import io.tidemark.log.LogMismatchException;
import io.tidemark.loop.LoopStep;
import java.time.Duration;

/**
 * Looks at a consumer group now and then. A member whose group has no coordinator reads nothing, and Kafka's client waits for
 * one without a word: this says so. Owned by its loop's thread.
 */
final class GroupWatch implements LoopStep {
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final String group;
    private final KafkaLogTopics kafka;
    private final SharedNames shared;

    GroupWatch(String group, KafkaLogTopics kafka, SharedNames shared) {
        this.group = group;
        this.kafka = kafka;
        this.shared = shared;
    }

    @Override
    public Duration step() {
        try {
            shared.endAllBut(kafka.instances(group));
        } catch (LogMismatchException refused) {
            // The members are refused as well, and say why.
        }
        return EVERY;
    }
}
