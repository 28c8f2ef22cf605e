package io.tidemark.kafka.announce;

import io.tidemark.fault.Fault;
import io.tidemark.kafka.ClientSettings;
import io.tidemark.kafka.KafkaFaults;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topic itself, of one partition, which is made if it is missing. What is older than a day is of nobody who is there.
 *
 * @param client settings of Kafka's clients, {@code bootstrap.servers} among them
 */
public record AnnouncementTopic(String name, Map<String, Object> client) {
    private static final Map<String, String> CONFIGURATION = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete",
            TopicConfig.RETENTION_MS_CONFIG, String.valueOf(Duration.ofDays(1).toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(4 << 20));
    private static final long PATIENCE_SECONDS = 15;

    public AnnouncementTopic {
        client = Map.copyOf(client);
    }

    /** What faults call it. */
    public String place() {
        return "topic \"" + name + "\"";
    }

    /**
     * Returns once it is there.
     *
     * @throws LogMismatchException if it is not, and this process may not make it
     */
    void require() {
        try (Admin admin = Admin.create(ClientSettings.of(client))) {
            if (!isThere(admin)) {
                make(admin);
            }
        } catch (KafkaException notMade) {
            throw KafkaFaults.of(notMade);
        }
    }

    /** @throws io.tidemark.fault.FaultException if Kafka does not tell */
    public boolean isThere() {
        try (Admin admin = Admin.create(ClientSettings.of(client))) {
            return isThere(admin);
        } catch (KafkaException notMade) {
            throw KafkaFaults.of(notMade);
        }
    }

    private boolean isThere(Admin admin) {
        try {
            await(admin.describeTopics(List.of(name)).allTopicNames());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw KafkaFaults.of(e.getCause());
        }
    }

    private void make(Admin admin) {
        NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty()).configs(CONFIGURATION);
        try {
            await(admin.createTopics(List.of(topic)).all());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                throw denied("made: it is not there, or may not be described", "Create", e.getCause());
            }
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw KafkaFaults.of(e.getCause());
            }
        }
    }

    LogMismatchException denied(String what, String right, Throwable cause) {
        return new LogMismatchException(
                new Fault(
                        "TM-LOG-015",
                        place(),
                        "Kafka does not let it be " + what + ", by which nodes learn of one another",
                        "grant this process's principal Describe and " + right
                                + " on it, or name the speed nodes to the serving nodes by speed.endpoints"),
                cause);
    }

    private <T> T await(Future<T> asked) throws ExecutionException {
        return await(asked, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    <T> T await(Future<T> asked, Duration patience) throws ExecutionException {
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LogUnavailableException(place(), "Kafka did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException(place(), "interrupted while asking Kafka", e);
        }
    }
}
