package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.stream.StreamDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One topic: whether it is there and may be read, and what its settings mean for what is computed of it. */
final class TopicExamination implements Examination {
    private static final long AFTER_UNBOUNDED = Duration.ofDays(1).toMillis();

    private final Admin admin;
    private final StreamDefinition<?> stream;
    private final Duration interval;
    private final Map<String, Object> settings;
    private final Clock clock;
    private final String place;
    private final List<Finding> findings = new ArrayList<>();
    private boolean mayBeRead;

    TopicExamination(
            Admin admin, StreamDefinition<?> stream, Duration interval, Map<String, Object> settings, Clock clock) {
        this.admin = admin;
        this.stream = stream;
        this.interval = interval;
        this.settings = settings;
        this.clock = clock;
        this.place = "topic \"" + stream.topic() + "\"";
    }

    @Override
    public List<Finding> findings() {
        try {
            TopicDescription topic = described();
            ok("partitions: " + topic.partitions().size());
            replication(topic);
            if (may(AclOperation.DESCRIBE_CONFIGS, topic)) {
                settings();
            } else {
                findings.add(settingsUnread(""));
            }
            if (may(AclOperation.READ, topic)) {
                findings.addAll(new SampleExamination(stream, topic, settings, clock).findings());
                mayBeRead = true;
            } else {
                findings.add(fault("TM-DOC-004", "may not be read", "grant Read on it"));
            }
        } catch (ExecutionException | KafkaException e) {
            findings.add(unreadable(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return findings;
    }

    private TopicDescription described() throws ExecutionException, InterruptedException {
        return admin.describeTopics(
                        List.of(stream.topic()), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames()
                .get()
                .get(stream.topic());
    }

    private Finding unreadable(Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return fault("TM-DOC-003", "does not exist", "create it or correct the name");
        }
        if (cause instanceof TopicAuthorizationException) {
            return fault("TM-DOC-004", "may not be read", "grant Read and Describe on it");
        }
        return fault("TM-DOC-001", "cannot be asked for: " + KafkaExamination.reason(cause), "see the broker's log");
    }

    /** A broker without an authorizer tells of no rights, and gives them all. */
    private static boolean may(AclOperation operation, TopicDescription topic) {
        Set<AclOperation> allowed = topic.authorizedOperations();
        return allowed == null || allowed.isEmpty() || allowed.contains(operation);
    }

    /** Whether it was found, and its records may be read. */
    boolean mayBeRead() {
        return mayBeRead;
    }

    private void replication(TopicDescription topic) {
        int least = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (least == 1) {
            findings.add(warning(
                    "TM-DOC-014",
                    "is kept on one broker only: what it loses before it is archived is lost",
                    "give it a replication factor of 3 and min.insync.replicas of 2"));
        }
        String leaderless = topic.partitions().stream()
                .filter(partition -> partition.leader() == null)
                .map(partition -> String.valueOf(partition.partition()))
                .collect(Collectors.joining(", "));
        if (!leaderless.isEmpty()) {
            findings.add(fault("TM-DOC-014", "has no leader for partition " + leaderless, "start its brokers"));
        }
    }

    private void settings() throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, stream.topic());
        try {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            retention(config);
            stamps(config);
            if (text(config, "cleanup.policy").contains("compact")) {
                findings.add(warning(
                        "TM-DOC-012",
                        "is compacted: a record may be gone before the archive reads it, which then counts fewer than"
                                + " the realtime view did",
                        "read a topic with cleanup.policy=delete, or set min.compaction.lag.ms above batch.interval"));
            }
            if (text(config, "unclean.leader.election.enable").equals("true")) {
                findings.add(warning(
                        "TM-DOC-015",
                        "may elect a leader that has not all records: a log that was rewritten is refused",
                        "set unclean.leader.election.enable=false"));
            }
        } catch (ExecutionException refused) {
            findings.add(settingsUnread(": " + KafkaExamination.reason(refused)));
        }
    }

    private Finding settingsUnread(String why) {
        return warning(
                "TM-DOC-004",
                "its settings may not be read" + why + "; its stamps are taken for the producers' own",
                "grant DescribeConfigs on it");
    }

    private void retention(Config config) {
        long millis = number(config, "retention.ms");
        if (millis >= 0 && millis < interval.toMillis()) {
            findings.add(warning(
                    "TM-DOC-005",
                    "keeps records for " + Duration.ofMillis(millis) + " only, less than batch.interval (" + interval
                            + "): a node that is down for so long loses some",
                    "raise retention.ms to several times batch.interval"));
        }
        long bytes = number(config, "retention.bytes");
        if (bytes >= 0) {
            findings.add(warning(
                    "TM-DOC-006",
                    "keeps " + bytes + " bytes of a partition only: how long that lasts depends on who sends how much",
                    "set retention.bytes=-1 and retention.ms, or see that it suffices for several batch.interval"));
        }
    }

    private void stamps(Config config) {
        if (text(config, "message.timestamp.type").equals("LogAppendTime")) {
            ok("stamped by the broker (LogAppendTime)");
            return;
        }
        long after = number(config, "message.timestamp.after.max.ms");
        if (after > AFTER_UNBOUNDED) {
            findings.add(warning(
                    "TM-DOC-007",
                    "takes stamps of producers' own (CreateTime) however far they lie in the future",
                    "set message.timestamp.after.max.ms=3600000, or message.timestamp.type=LogAppendTime"));
        } else {
            ok("stamped by its producers (CreateTime), at most " + Duration.ofMillis(after) + " ahead");
        }
    }

    private static String text(Config config, String name) {
        return config.get(name) == null || config.get(name).value() == null
                ? ""
                : config.get(name).value();
    }

    /** A setting's number; -1 where the broker has no such setting. */
    private static long number(Config config, String name) {
        String text = text(config, name);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    private void ok(String says) {
        findings.add(Finding.ok(place, says));
    }

    private Finding warning(String code, String says, String mend) {
        return Finding.warning(new Fault(code, place, says, mend));
    }

    private Finding fault(String code, String says, String mend) {
        return Finding.fault(new Fault(code, place, says, mend));
    }
}
