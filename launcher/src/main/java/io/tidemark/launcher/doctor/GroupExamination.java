package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Whether a consumer group may be joined. One that has members is only looked at: joining would disturb them. */
final class GroupExamination {
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Admin admin;
    private final Map<String, Object> settings;
    private final List<String> topics;

    GroupExamination(Admin admin, Map<String, Object> settings, List<String> topics) {
        this.admin = admin;
        this.settings = settings;
        this.topics = topics;
    }

    Finding finding(String group) throws InterruptedException {
        String place = "consumer group \"" + group + "\"";
        try {
            ConsumerGroupDescription known = admin.describeConsumerGroups(
                            List.of(group), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups()
                    .get(group)
                    .get();
            if (!known.members().isEmpty()) {
                return ofMembers(place, known);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                return refused(place, e);
            }
        }
        return join(place, group);
    }

    private static Finding ofMembers(String place, ConsumerGroupDescription known) {
        Set<AclOperation> allowed = known.authorizedOperations();
        return allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.READ)
                ? Finding.ok(place, "has members: " + known.members().size())
                : Finding.fault(new Fault("TM-DOC-022", place, "may not be joined", "grant Read on it"));
    }

    private Finding join(String place, String group) {
        Map<String, Object> member = new HashMap<>(settings);
        member.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        member.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(member, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(topics);
            Instant deadline = Instant.now().plus(PATIENCE);
            while (consumer.assignment().isEmpty() && Instant.now().isBefore(deadline)) {
                consumer.poll(POLL);
            }
            return consumer.assignment().isEmpty()
                    ? Finding.warning(new Fault(
                            "TM-DOC-022",
                            place,
                            "gave no partition within " + PATIENCE.toSeconds() + " s",
                            "see that its topics are there, and the broker's log"))
                    : Finding.ok(place, "may be joined");
        } catch (KafkaException e) {
            return refused(place, e);
        }
    }

    private static Finding refused(String place, Exception cause) {
        return Finding.fault(new Fault(
                "TM-DOC-022",
                place,
                "may not be joined: " + KafkaExamination.reason(cause),
                "grant Read and Describe on it, and Read on the topics"));
    }
}
