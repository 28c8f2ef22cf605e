package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.it.faults.Node;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.doctor.Doctor;
import io.tidemark.launcher.doctor.Finding;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Kafka does not let a node do is a fault with its mend, of that topic alone, and over once it is granted. */
final class RightsIT {
    private static final Set<String> RIGHTS = Set.of("TM-DOC-001", "TM-DOC-004", "TM-DOC-022");

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

    /** Counts what is sent to the topics whose rights differ. */
    public static final class Model implements TidemarkModel {
        static final String[] TOPICS = {"allowed", "described", "hidden", "unsettled"};

        @Override
        public void define(ModelBuilder model) {
            Counting.of(TOPICS).define(model);
        }
    }

    @Test
    void oneDeniedTopicLeavesTheOthersAlone() {
        String[] topics = Model.TOPICS;
        kafka.create(topics);
        kafka.grantGroups();
        kafka.grant("allowed", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        kafka.grant("described", AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
        kafka.grant("unsettled", AclOperation.READ);
        for (String topic : topics) {
            kafka.send(topic, Counting.times(2, "x"));
        }
        assertDoctorSays(
                kafka.credentials(),
                "fault TM-DOC-004 topic \"described\"",
                "fault TM-DOC-004 topic \"hidden\"",
                "warning TM-DOC-004 topic \"unsettled\"");
        assertDoctorSays(kafka.wrongCredentials(), "fault TM-DOC-001 Kafka " + kafka.bootstrapServers());
        try (Node node = node(new Model(), "rights", kafka.credentials())) {
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
        assertDoctorSays(kafka.credentials());
        kafka.revokeGroups();
        assertDoctorSays(
                kafka.credentials(),
                "fault TM-DOC-022 consumer group \"doctor-archive\"",
                "fault TM-DOC-022 consumer group \"doctor-speed-a\"");
    }

    /** What the doctor finds of rights, and nothing else of them: level, code and place of each. */
    private void assertDoctorSays(Map<String, String> credentials, String... expected) {
        Map<String, String> settings = new HashMap<>(credentials);
        settings.putAll(Map.of(
                "model.class",
                Model.class.getName(),
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "group.prefix",
                "doctor",
                "http.port",
                "0"));
        List<Finding> findings = new ArrayList<>();
        boolean isWell = Doctor.of(Config.of(settings, "test", directory.toAbsolutePath()))
                .examine(findings::add);
        List<String> ofRights = findings.stream()
                .filter(finding -> RIGHTS.contains(finding.code()))
                .map(finding -> finding.level() + " " + finding.code() + " " + finding.place())
                .toList();
        assertEquals(List.of(expected), ofRights, findings::toString);
        assertEquals(List.of(expected).stream().noneMatch(said -> said.startsWith("fault")), isWell);
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
    void aNodeThatMayNotAnnounceItselfSaysSoUntilItMay() {
        kafka.create("announced");
        kafka.grant("announced", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        kafka.grantGroups();
        kafka.send("announced", Counting.times(2, "x"));
        Map<String, String> settings = new HashMap<>(kafka.credentials());
        settings.put("speed.port", "0");
        try (Node node = node(Counting.of("announced"), "announcing", settings)) {
            node.awaitFault(
                    "TM-LOG-015", "topic \"announcing-nodes\"", "grant this process's principal Describe and Create");
            node.awaitBatch("announced", "n", Map.of("x", 2L));
            kafka.grant("announcing-nodes", AclOperation.CREATE, AclOperation.READ);
            node.awaitFault("TM-LOG-015", "written", "Write");
            kafka.grant("announcing-nodes", AclOperation.WRITE);
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

    @ParameterizedTest
    @EnumSource(names = {"SCRAM_SHA_256", "SCRAM_SHA_512"})
    void aPasswordThatIsChangedStopsWhatIsReadAndLosesNothing(ScramMechanism mechanism) {
        String topic = "scram-" + mechanism.mechanismName().substring("SCRAM-SHA-".length());
        kafka.create(topic);
        kafka.grant(topic, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        kafka.grantGroups();
        kafka.setPassword(mechanism, "tide-and-time");
        kafka.send(topic, Counting.times(2, "x"));
        Map<String, String> before = kafka.credentials(mechanism, "tide-and-time");
        try (Node node = node(Counting.of(topic), topic, before)) {
            node.awaitBatch(topic, "n", Map.of("x", 2L));
            node.awaitNoFault();
        }

        kafka.setPassword(mechanism, "another-one");
        kafka.send(topic, Counting.times(3, "x"));
        assertDoctorSays(before, "fault TM-DOC-001 Kafka " + kafka.bootstrapServers());
        try (Node node = node(Counting.of(topic), topic, before)) {
            node.awaitFault("TM-LOG-007", "does not know this process", "kafka.* settings of security");
            assertEquals(Map.of("x", 2L), node.figures(topic, "n"));
            assertFalse(node.answer(topic).path("complete").asBoolean());
            String told = node.client().ask("/v1/status", List.of()).toString() + node.answer(topic);
            assertFalse(told.contains("tide-and-time"), told);
        }
        try (Node node = node(Counting.of(topic), topic, kafka.credentials(mechanism, "another-one"))) {
            node.awaitBatch(topic, "n", Map.of("x", 5L));
            node.awaitComplete(topic);
            node.awaitNoFault();
        }
    }

    private Node node(TidemarkModel model, String name, Map<String, String> settings) {
        return Node.startOn(kafka.bootstrapServers(), model, directory.resolve(name), settings);
    }
}
