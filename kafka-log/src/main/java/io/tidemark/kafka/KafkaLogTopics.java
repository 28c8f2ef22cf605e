package io.tidemark.kafka;

import io.tidemark.fault.Reason;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.Retention;
import io.tidemark.tidemark.LogId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Topics of a Kafka cluster, asked of it each time. The client is made by a thread of its own, since a process that starts
 * has other things to begin with. Guarded by the benchmark {@code recovery}.
 */
public final class KafkaLogTopics implements LogTopics, AutoCloseable {
    private static final long TIMEOUT_SECONDS = 15;
    private static final long HASTE_SECONDS = 2;

    private final CompletableFuture<Admin> made;

    /** @param client settings of the Kafka client, {@code bootstrap.servers} among them */
    public KafkaLogTopics(Map<String, Object> client) {
        made = CompletableFuture.supplyAsync(
                () -> Admin.create(ClientSettings.of(client)), task -> new Thread(task, "kafka-topics").start());
    }

    /**
     * Returns once the client is made, whether or not Kafka answers.
     *
     * @throws org.apache.kafka.common.KafkaException if its settings do not allow it
     */
    public void awaitMade() {
        admin();
    }

    private Admin admin() {
        try {
            return made.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }

    @Override
    public LogTopic describe(String topic) {
        Admin admin = admin();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        // All are asked before any is waited for. The cluster too, for another one may have come to the same address.
        KafkaFuture<String> cluster = admin.describeCluster().clusterId();
        KafkaFuture<Map<String, TopicDescription>> described =
                admin.describeTopics(List.of(topic)).allTopicNames();
        KafkaFuture<Map<ConfigResource, Config>> configured =
                admin.describeConfigs(List.of(resource)).all();
        TopicDescription description = await(topic, described).get(topic);
        LogId id = new LogId(topic, await(topic, cluster), description.topicId().toString());
        int partitions = description.partitions().size();
        Optional<Config> settings = settings(topic, configured, resource);
        return new LogTopic(
                id,
                partitions,
                settings.filter(s -> value(s, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                .equals("LogAppendTime"))
                        .isPresent(),
                settings.map(KafkaLogTopics::retention).orElse(Retention.UNKNOWN));
    }

    /** Empty where they may not be asked for: the topic is taken for one whose stamps are its producers'. */
    private Optional<Config> settings(
            String topic, KafkaFuture<Map<ConfigResource, Config>> configured, ConfigResource resource) {
        try {
            return Optional.of(await(topic, configured).get(resource));
        } catch (LogMismatchException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Retention retention(Config settings) {
        String policy = value(settings, TopicConfig.CLEANUP_POLICY_CONFIG);
        Retention retention =
                policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT) ? Retention.FOREVER.compacted() : Retention.FOREVER;
        if (!policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            return retention;
        }
        long millis = Long.parseLong(value(settings, TopicConfig.RETENTION_MS_CONFIG));
        long bytes = Long.parseLong(value(settings, TopicConfig.RETENTION_BYTES_CONFIG));
        if (millis >= 0) {
            retention = retention.withTime(Duration.ofMillis(millis));
        }
        return bytes >= 0 ? retention.withBytes(bytes) : retention;
    }

    private static String value(Config settings, String key) {
        return settings.get(key).value();
    }

    @Override
    public SortedMap<Integer, Long> startOffsets(String topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    @Override
    public SortedMap<Integer, Long> endOffsets(String topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    /**
     * A group's members; none of a group that nobody has joined yet.
     *
     * @throws LogUnavailableException if the group has no coordinator at present
     */
    Collection<MemberDescription> members(String group) {
        return members(group, TIMEOUT_SECONDS);
    }

    /** The same for who has no time to wait. */
    Collection<MemberDescription> membersNow(String group) {
        return members(group, HASTE_SECONDS);
    }

    private Collection<MemberDescription> members(String group, long seconds) {
        String place = "consumer group \"" + group + "\"";
        try {
            return admin().describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get(seconds, TimeUnit.SECONDS)
                    .members();
        } catch (ExecutionException e) {
            // What is of another kind is no consumer group, and refuses our members, who say so.
            if (e.getCause() instanceof GroupIdNotFoundException || e.getCause() instanceof IllegalArgumentException) {
                return List.of();
            }
            if (KafkaFaults.isRefusal(e.getCause())) {
                throw KafkaFaults.of(e.getCause());
            }
            throw new LogUnavailableException(
                    place, "has no coordinator that answers, so its members read nothing: " + Reason.of(e), e);
        } catch (TimeoutException e) {
            throw new LogUnavailableException(
                    place, "has no coordinator that answers in time, so its members read nothing", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException(place, "interrupted while asking Kafka", e);
        }
    }

    /**
     * The offsets that a group's members committed last.
     *
     * @throws LogUnavailableException if they cannot be asked for at present
     */
    Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        String place = "consumer group \"" + group + "\"";
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(admin().listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(HASTE_SECONDS, TimeUnit.SECONDS));
            // Of a partition of which nothing was committed.
            committed.values().removeIf(Objects::isNull);
            return committed;
        } catch (ExecutionException | TimeoutException e) {
            throw new LogUnavailableException(place, "what its members tell cannot be heard: " + Reason.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException(place, "interrupted while asking Kafka", e);
        }
    }

    @Override
    public void close() {
        made.thenAccept(admin -> admin.close(Duration.ofSeconds(2)))
                .exceptionally(neverMade -> null)
                .join();
    }

    @Override
    public SortedMap<Integer, Integer> leaderEpochs(String topic) {
        SortedMap<Integer, Integer> epochs = new TreeMap<>();
        listed(topic, OffsetSpec.latest()).forEach((partition, info) -> info.leaderEpoch()
                .ifPresent(epoch -> epochs.put(partition.partition(), epoch)));
        return epochs;
    }

    private SortedMap<Integer, Long> offsets(String topic, OffsetSpec which) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        listed(topic, which).forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    /** Of those that have a leader: for one that has none Kafka's client would wait, and tell nothing of the others. */
    private Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> listed(String topic, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> led = partitions(topic).stream()
                .filter(partition ->
                        partition.leader() != null && !partition.leader().isEmpty())
                .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition.partition()), any -> which));
        return await(topic, admin().listOffsets(led).all());
    }

    private List<TopicPartitionInfo> partitions(String topic) {
        return await(topic, admin().describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .partitions();
    }

    private static <T> T await(String topic, KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw LogMismatchException.missing(topic);
            }
            if (e.getCause() instanceof TopicAuthorizationException) {
                throw LogMismatchException.denied(topic, e.getCause());
            }
            if (KafkaFaults.isRefusal(e.getCause())) {
                throw KafkaFaults.of(e.getCause());
            }
            throw new LogUnavailableException(place(topic), "Kafka does not answer: " + Reason.of(e), e);
        } catch (TimeoutException e) {
            throw new LogUnavailableException(place(topic), "Kafka did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException(place(topic), "interrupted while asking Kafka", e);
        }
    }

    private static String place(String topic) {
        return "topic \"" + topic + "\"";
    }
}
