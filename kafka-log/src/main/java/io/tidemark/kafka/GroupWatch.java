package io.tidemark.kafka;

import io.tidemark.fault.Faults;
import io.tidemark.log.LogMismatchException;
import io.tidemark.loop.LoopStep;
import java.time.Duration;
import java.util.Set;

/**
 * Looks at a consumer group now and then. A member whose group has no coordinator reads nothing, and Kafka's client waits for
 * one without a word: this says so. Owned by its loop's thread.
 */
final class GroupWatch implements LoopStep {
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final String group;
    private final KafkaLogTopics kafka;
    private final Faults faults;

    GroupWatch(String group, KafkaLogTopics kafka, Faults faults) {
        this.group = group;
        this.kafka = kafka;
        this.faults = faults;
    }

    @Override
    public Duration step() {
        try {
            endFences(kafka.instances(group));
        } catch (LogMismatchException refused) {
            // The members are refused as well, and say why.
        }
        return EVERY;
    }

    /** A name that nobody bears is a name that nobody shares any more. */
    private void endFences(Set<String> instances) {
        faults.standing().stream()
                .filter(fault -> fault.code().equals(GroupMember.SHARED))
                .filter(fault ->
                        instances.stream().noneMatch(name -> fault.place().equals(GroupMember.place(group, name))))
                .forEach(fault -> faults.clear(fault.place()));
    }
}
