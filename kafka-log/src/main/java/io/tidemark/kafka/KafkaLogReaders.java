package io.tidemark.kafka;

import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.LogTopics;
import io.tidemark.log.SoloLogReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Readers of some topics of one Kafka cluster. Safe for use by many threads.
 *
 * <p>Its members of the group are static ones: a process that was killed and is back is known by its instance and gets its
 * partitions at once, and not when the session of the dead one has run out.
 */
public final class KafkaLogReaders implements LogReaders {
    private final Map<String, Object> client;
    private final Group group;
    private final String instance;
    /** The numbers of the members that are open. */
    private final Set<Integer> open = new HashSet<>();

    /**
     * Who share the partitions of which topics.
     *
     * @param log tells which log a topic's name stands for at present
     */
    public record Group(String name, Set<String> topics, LogTopics log) {
        public Group {
            topics = Set.copyOf(topics);
        }
    }

    /**
     * @param client settings of the Kafka client, {@code bootstrap.servers} among them
     * @param group whose members share the topics' partitions
     * @param instance what this process is called in the group: the same after a restart, and no other process's
     */
    public KafkaLogReaders(Map<String, Object> client, Group group, String instance) {
        this.client = Map.copyOf(client);
        this.group = group;
        this.instance = instance;
    }

    @Override
    public LogReader inGroup(LogReader.Listener listener) {
        int member = take();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance + "-" + member);
        return KafkaLogReader.inGroup(settings, group, listener, () -> release(member));
    }

    @Override
    public SoloLogReader alone(LogReader.Listener listener) {
        return KafkaLogReader.alone(client, group.log(), listener);
    }

    /** The lowest number that is free: a member that is opened again after a fault is the one it was. */
    private synchronized int take() {
        int member = 0;
        while (!open.add(member)) {
            member++;
        }
        return member;
    }

    private synchronized void release(int member) {
        open.remove(member);
    }
}
