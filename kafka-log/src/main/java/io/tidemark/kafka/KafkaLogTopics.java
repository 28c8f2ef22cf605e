package io.tidemark.kafka;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.Retention;
import io.tidemark.tidemark.LogId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics of a Kafka cluster, asked of it each time. The client is made by a thread of its own, since a process that starts
 * has other things to begin with. Guarded by the benchmark {@code recovery}.
 */
public final class KafkaLogTopics implements LogTopics, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLogTopics.class);
    private static final long TIMEOUT_SECONDS = 15;

    private final CompletableFuture<Admin> made;
    /** Topics whose settings may not be read; each is said once. */
    private final Set<String> undescribed = ConcurrentHashMap.newKeySet();

    private volatile String clusterId;

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
        // Both are asked before either is waited for.
        KafkaFuture<Map<String, TopicDescription>> described =
                admin.describeTopics(List.of(topic)).allTopicNames();
        KafkaFuture<Map<ConfigResource, Config>> configured =
                admin.describeConfigs(List.of(resource)).all();
        TopicDescription description = await(topic, described).get(topic);
        LogId id =
                new LogId(topic, clusterId(topic, admin), description.topicId().toString());
        int partitions = description.partitions().size();
        Optional<Config> settings = settings(topic, configured, resource);
        return new LogTopic(
                id,
                partitions,
                settings.filter(s -> value(s, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                .equals("LogAppendTime"))
                        .isPresent(),
                settings.map(KafkaLogTopics::retention).orElse(Retention.FOREVER));
    }

    /** Empty where they may not be asked for: the topic is taken for one whose stamps are its producers'. */
    private Optional<Config> settings(
            String topic, KafkaFuture<Map<ConfigResource, Config>> configured, ConfigResource resource) {
        try {
            return Optional.of(await(topic, configured).get(resource));
        } catch (LogUnavailableException e) {
            if (e.getCause() == null || !(e.getCause().getCause() instanceof AuthorizationException)) {
                throw e;
            }
            if (undescribed.add(topic)) {
                LOG.warn(
                        "{}: its settings may not be read, so it is taken for one of CreateTime and its retention is not"
                                + " checked; grant this process's principal DescribeConfigs on it",
                        place(topic));
            }
            return Optional.empty();
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

    /** Asked once: a client speaks with one cluster as long as it lives. */
    private String clusterId(String topic, Admin admin) {
        String known = clusterId;
        if (known == null) {
            known = await(topic, admin.describeCluster().clusterId());
            clusterId = known;
        }
        return known;
    }

    @Override
    public SortedMap<Integer, Long> startOffsets(String topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    @Override
    public SortedMap<Integer, Long> endOffsets(String topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    @Override
    public void close() {
        made.thenAccept(admin -> admin.close(Duration.ofSeconds(2)))
                .exceptionally(neverMade -> null)
                .join();
    }

    private SortedMap<Integer, Long> offsets(String topic, OffsetSpec which) {
        Admin admin = admin();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        await(topic, admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .partitions()
                .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), which));
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found =
                await(topic, admin.listOffsets(wanted).all());
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private static <T> T await(String topic, KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw LogMismatchException.missing(topic);
            }
            throw new LogUnavailableException(place(topic), "Kafka does not answer: " + e.getCause(), e);
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
