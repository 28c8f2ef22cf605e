package io.tidemark.kafka;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogMismatchException;
import io.tidemark.loop.LoopStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.MemberDescription;

/**
 * Looks at a consumer group now and then. A member whose group has no coordinator reads nothing, and Kafka's client waits for
 * one without a word: this says so. It says, too, when something that is no node of ours is a member, for the partitions that
 * it is given are read by none of us. Owned by its loop's thread.
 */
final class GroupWatch implements LoopStep {
    private static final String STRANGER = "TM-LOG-013";
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final String group;
    private final KafkaLogTopics kafka;
    private final SharedNames shared;
    private final FaultSource faults;

    GroupWatch(String group, KafkaLogTopics kafka, SharedNames shared, Faults faults) {
        this.group = group;
        this.kafka = kafka;
        this.shared = shared;
        this.faults = faults.source();
    }

    @Override
    public Duration step() {
        try {
            Collection<MemberDescription> members = kafka.members(group);
            shared.endAllBut(names(members));
            tellStrangers(members);
        } catch (LogMismatchException refused) {
            // The members are refused as well, and say why.
        }
        return EVERY;
    }

    @Override
    public void close() {
        faults.close();
    }

    private static Set<String> names(Collection<MemberDescription> members) {
        Set<String> names = new HashSet<>();
        members.forEach(member -> member.groupInstanceId().ifPresent(names::add));
        return names;
    }

    /** Each member of ours has a name of its own in the group. */
    private void tellStrangers(Collection<MemberDescription> members) {
        List<String> strangers = new ArrayList<>();
        int partitions = 0;
        for (MemberDescription member : members) {
            if (member.groupInstanceId().isEmpty()) {
                strangers.add("\"" + member.clientId() + "\" on " + member.host());
                partitions += member.assignment().topicPartitions().size();
            }
        }
        String place = "consumer group \"" + group + "\"";
        if (strangers.isEmpty()) {
            faults.clear(place);
            return;
        }
        faults.raise(new Fault(
                STRANGER,
                place,
                "has members that are no nodes of Tidemark (" + String.join(", ", strangers)
                        + "); partitions that they have and no node reads: " + partitions,
                "give the other program a group.id of its own, or this installation another group.prefix"));
    }
}
