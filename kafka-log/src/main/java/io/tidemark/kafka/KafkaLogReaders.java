package io.tidemark.kafka;

import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.LogTopics;
import io.tidemark.log.OtherMembers;
import io.tidemark.log.SoloLogReader;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.InterruptibleStep;
import io.tidemark.loop.LoopStep;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Readers of some topics of one Kafka cluster. Safe for use by many threads.
 *
 * <p>Its members of the group are static ones: a process that was killed and is back is known by its instance and gets its
 * partitions at once, and not when the session of the dead one has run out.
 */
public final class KafkaLogReaders implements LogReaders {
    private static final int SESSION_MILLIS = 10_000;
    /** What is of no meaning outside a group; Kafka refuses some of it there. */
    private static final Set<String> OF_GROUPS = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);

    private final Map<String, Object> client;
    private final Group group;
    private final String instance;
    private final Faults faults;
    private final SharedNames shared;
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
     * @param faults where what is wrong with a topic or a partition stands
     */
    public KafkaLogReaders(Map<String, Object> client, Group group, String instance, Faults faults) {
        this.client = Map.copyOf(client);
        this.group = group;
        this.instance = instance;
        this.faults = faults;
        this.shared = new SharedNames(group.name(), faults);
    }

    @Override
    public LogReader inGroup(LogReader.Listener listener) {
        int member = take();
        return KafkaLogReader.inGroup(
                new GroupMember(client, group.name(), instance + "-" + member, shared),
                group.topics(),
                needs(listener),
                () -> release(member));
    }

    @Override
    public SoloLogReader alone(LogReader.Listener listener) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.keySet().removeAll(OF_GROUPS);
        return KafkaLogReader.alone(news -> consumer(settings, news), needs(listener));
    }

    /** What has to be done now and then by a loop: it says so when the group's members wait without a word. */
    public LoopStep watch(KafkaLogTopics kafka) {
        return new InterruptibleStep(new GroupWatch(group.name(), kafka, shared, faults));
    }

    /** What other members of the group tell. */
    public OtherMembers others(KafkaLogTopics kafka) {
        return new Words(group.name(), instance, kafka);
    }

    private KafkaLogReader.Needs needs(LogReader.Listener listener) {
        return new KafkaLogReader.Needs(group.log(), listener, faults, Backoff.DEFAULT, System::nanoTime);
    }

    static Map<String, Object> inGroup(Map<String, Object> client, String group, String instance) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        if (isClassic(client)) {
            // How long the partitions of a process that is gone for good wait for an owner. With the newer protocol it
            // is the
            // broker's to say, and a client that does is refused.
            settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        }
        return settings;
    }

    private static boolean isClassic(Map<String, Object> client) {
        Object protocol = client.getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name());
        return protocol.toString().toUpperCase(Locale.ROOT).equals(GroupProtocol.CLASSIC.name());
    }

    static Consumer<byte[], ByteBuffer> consumer(Map<String, Object> client, Runnable news) {
        Map<String, Object> settings = ClientSettings.of(client);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A poll costs about as much for five hundred records, Kafka's default, as for thousands.
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
        // How long a partition that is added waits for somebody who reads it: what is in it is missing until then.
        settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new Values(news));
    }

    /** Kafka tells those of its clients' parts that want to hear it whenever it heard anew which topics there are. */
    private static final class Values extends ByteBufferDeserializer implements ClusterResourceListener {
        private final Runnable news;

        Values(Runnable news) {
            this.news = news;
        }

        @Override
        public void onUpdate(ClusterResource cluster) {
            news.run();
        }
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
