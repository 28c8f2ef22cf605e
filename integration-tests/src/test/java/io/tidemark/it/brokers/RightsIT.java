package io.tidemark.it.brokers;

import io.tidemark.it.faults.Node;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka does not let a node do is a fault with its mend, of that topic alone, and over once it is granted. */
final class RightsIT {
    @TempDir
    private static Path broker;

    @TempDir
    private Path directory;

    private static GuardedBroker kafka;

    @BeforeAll
    static void start() {
        kafka = GuardedBroker.start(broker);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void oneDeniedTopicLeavesTheOthersAlone() {
        String[] topics = {"allowed", "described", "hidden", "unsettled"};
        kafka.create(topics);
        kafka.grantGroups();
        kafka.grant("allowed", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        kafka.grant("described", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
        kafka.grant("unsettled", AclOperation.READ);
        for (String topic : topics) {
            kafka.send(topic, Counting.times(2, "x"));
        }
        try (Node node = node(Counting.of(topics), "rights", kafka.credentials())) {
            node.awaitBatch("allowed", "n", Map.of("x", 2L));
            node.awaitBatch("unsettled", "n", Map.of("x", 2L));
            node.awaitFault("TM-LOG-009", "topic \"described\"", "grant this process's principal Read");
            node.awaitFault("TM-LOG-009", "topic \"hidden\"", "grant this process's principal Read");
            node.awaitFault("TM-ARC-010", "topic \"unsettled\"", "grant this process's principal DescribeConfigs");

            for (String topic : topics) {
                kafka.grant(topic, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
            }
            node.awaitBatch("described", "n", Map.of("x", 2L));
            node.awaitBatch("hidden", "n", Map.of("x", 2L));

            kafka.revoke("allowed", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
            kafka.send("allowed", Counting.times(2, "x"));
            node.awaitFault("TM-LOG-009", "topic \"allowed\"");
            kafka.grant("allowed", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
            kafka.send("unsettled", Counting.times(2, "x"));
            node.awaitBatch("allowed", "n", Map.of("x", 4L));
            node.awaitBatch("unsettled", "n", Map.of("x", 4L));
            node.awaitNoFault();
        }
    }

    @Test
    void aGroupThatIsDeniedIsSaid() {
        kafka.create("grouped");
        kafka.grant("grouped", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        kafka.revokeGroups();
        kafka.send("grouped", Counting.times(2, "x"));
        try (Node node = node(Counting.of("grouped"), "grouped", kafka.credentials())) {
            node.awaitFault("TM-LOG-007", "be a member of group", "Read on the group");
            kafka.grantGroups();
            node.awaitBatch("grouped", "n", Map.of("x", 2L));
            node.awaitNoFault();
        }
    }

    @Test
    void aWrongPasswordIsSaidByEachLayer() {
        kafka.create("guessed");
        for (String roles : new String[] {"speed,serving", "batch,serving"}) {
            Map<String, String> settings = new HashMap<>(kafka.wrongCredentials());
            settings.put("roles", roles);
            try (Node node = node(Counting.of("guessed"), "guessed-" + roles.charAt(0), settings)) {
                node.awaitFault("TM-LOG-007", "does not know this process", "kafka.* settings of security");
            }
        }
    }

    private Node node(TidemarkModel model, String name, Map<String, String> settings) {
        return Node.startOn(kafka.bootstrapServers(), model, directory.resolve(name), settings);
    }
}
