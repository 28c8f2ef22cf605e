package io.tidemark.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.http.identity.Tokens;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.doctor.Finding.Level;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final long NOW = System.currentTimeMillis();
    private static EmbeddedBroker broker;

    @TempDir
    static Path kafka;

    @TempDir
    Path directory;

    /** An order, at some time. */
    public record Order(long at, String country) {}

    /** Orders by country. */
    public abstract static class Orders implements TidemarkModel {
        abstract String topic();

        @Override
        public void define(ModelBuilder model) {
            var orders = model.stream(topic(), Order.class).eventTimeMillis(Order::at);
            model.aggregation("sales")
                    .over(orders)
                    .groupBy("country", Order::country)
                    .tile(Duration.ofMinutes(1))
                    .metric("orders", Aggregators.count());
        }
    }

    /** Of a topic that is as it should be. */
    public static final class Good extends Orders {
        @Override
        String topic() {
            return "good";
        }
    }

    /** Of a topic that is set up badly. */
    public static final class Bad extends Orders {
        @Override
        String topic() {
            return "bad";
        }
    }

    /** Of a topic that keeps its records for a minute. */
    public static final class Brief extends Orders {
        @Override
        String topic() {
            return "brief";
        }
    }

    /** Of a topic that is not there. */
    public static final class Absent extends Orders {
        @Override
        String topic() {
            return "absent";
        }
    }

    /** With a fault. */
    public static final class Faulty implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var orders = model.stream("good", Order.class).eventTimeMillis(Order::at);
            model.aggregation("sales").over(orders).tile(Duration.ofMinutes(7)).metric("n", Aggregators.count());
        }
    }

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(kafka);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void whereAllIsWellNothingIsAFault() throws Exception {
        create("good", Map.of("message.timestamp.type", "LogAppendTime"));
        send("good", 0, null, null, "{\"at\":" + NOW + ",\"country\":\"NL\"}");

        List<Finding> findings = findings(Good.class, Map.of());

        assertEquals(List.of(), of(findings, Level.FAULT));
        assertTrue(says(findings, "Kafka " + broker.bootstrapServers(), "brokers: 1"), findings::toString);
        assertTrue(says(findings, "broker 1 at ", "is reached"), findings::toString);
        assertTrue(says(findings, "consumer group \"tidemark-archive\"", "may be joined"), findings::toString);
        assertTrue(says(findings, "topic \"good\"", "the last record is of Order"), findings::toString);
        assertTrue(says(findings, "data.directory", "can be written"), findings::toString);
        assertTrue(says(findings, "storage.root", "has hard links"), findings::toString);
        assertTrue(says(findings, "model ", "1 aggregation over 1 topic"), findings::toString);
        assertEquals(List.of("TM-DOC-014"), codes(of(findings, Level.WARNING)));
        assertFalse(Files.exists(directory.resolve("data")), "it leaves no trace");
    }

    @Test
    void whatATopicIsSetToAndHoldsIsWarnedOf() throws Exception {
        create(
                "bad",
                Map.of(
                        "message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE),
                        // Else what is stamped in 1970 is gone whenever the broker looks for what is too old.
                        "retention.ms", "-1",
                        "retention.bytes", "1000000",
                        "cleanup.policy", "compact,delete",
                        "unclean.leader.election.enable", "true"));
        long year2100 = 4_102_444_800_000L;
        send("bad", 0, year2100, "ada", "{\"at\":" + NOW + ",\"country\":\"NL\"}");
        send("bad", 1, NOW / 1000, "ada", "{\"at\":" + NOW / 1000 + ",\"country\":\"NL\"}");
        send("bad", 1, NOW, "bob", "no JSON");

        List<Finding> findings = findings(Bad.class, Map.of());

        List<String> codes = codes(of(findings, Level.WARNING));
        for (String expected : List.of("006", "007", "008", "009", "010", "011", "012", "013", "015")) {
            assertTrue(codes.contains("TM-DOC-" + expected), expected + " is not in " + findings);
        }
        assertEquals(List.of(), of(findings, Level.FAULT));
    }

    @Test
    void recordsThatAreKeptForLessThanAnIntervalAreWarnedOf() throws Exception {
        create("brief", Map.of("retention.ms", "60000"));

        List<String> codes = codes(of(findings(Brief.class, Map.of()), Level.WARNING));

        assertTrue(codes.contains("TM-DOC-005"), codes::toString);
    }

    @Test
    void aMissingTopicIsAFault() {
        List<Finding> findings = findings(Absent.class, Map.of());

        assertEquals(
                List.of("fault    TM-DOC-003 topic \"absent\": does not exist; create it or correct the name"),
                of(findings, Level.FAULT).stream().map(Finding::toString).toList());
    }

    @Test
    void aKafkaThatDoesNotAnswerIsAFault() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            assertTrue(says(
                    of(findings(Good.class, Map.of("kafka.bootstrap.servers", address)), Level.FAULT),
                    "Kafka " + address,
                    "does not answer"));
        }
        assertTrue(says(
                of(findings(Good.class, Map.of("kafka.bootstrap.servers", "no.such.host.invalid:9092")), Level.FAULT),
                "Kafka no.such.host.invalid:9092",
                "does not answer"));
    }

    @Test
    void filesThatSayWhoMayAskAreReadAsTheNodeReadsThem() throws IOException {
        Files.writeString(directory.resolve("tokens"), "shop:" + Tokens.digest("t1") + ":shop\n");
        Path rules = Files.writeString(directory.resolve("access.json"), "{\"rules\": []}");
        Map<String, String> access = Map.of(
                "http.authentication", "token",
                "http.token.file", "tokens",
                "http.access.file", "access.json");
        assertTrue(says(findings(Good.class, access), "http.authentication", "can be used"));
        assertTrue(says(findings(Good.class, Map.of()), "http.authentication", "anybody who reaches 127.0.0.1"));

        Files.writeString(rules, "{\"rules\": [{\"aggregations\": [\"sale\"], \"rights\": []}]}");
        assertEquals(List.of("TM-ACC-001"), codes(of(findings(Good.class, access), Level.FAULT), "TM-ACC-001"));
        assertTrue(says(findings(Good.class, access), "file " + rules, "there is no aggregation \"sale\""));
    }

    @Test
    void theModelsFaultsAreFaults() {
        List<Finding> faults = of(findings(Faulty.class, Map.of()), Level.FAULT);
        assertEquals(List.of("TM-DEF-014"), codes(faults));
        assertTrue(says(findings(Faulty.class, Map.of()), "Kafka ", "brokers: 1"), "Kafka is looked at all the same");
        assertEquals(
                List.of("TM-DEF-001"),
                codes(of(findings(Good.class, Map.of("model.class", "shop.Absent")), Level.FAULT)));
    }

    @Test
    void aPortThatIsTakenIsAFaultUnlessTheNodeItselfHasIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = Map.of("http.port", String.valueOf(taken.getLocalPort()));
            assertEquals(List.of("TM-DOC-021"), codes(of(findings(Absent.class, settings), Level.FAULT), "TM-DOC-021"));
            try (DataDirectory held = DataDirectory.hold(directory.resolve("data"))) {
                assertTrue(DirectoryExamination.isHeld(held.path()));
                assertEquals(List.of(), codes(of(findings(Absent.class, settings), Level.FAULT), "TM-DOC-021"));
            }
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsAFault() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Map<String, String> settings = Map.of(
                "data.directory",
                file + "/data",
                "storage.root",
                file + "/storage",
                "batch.spill.directory",
                file + "/s");

        List<Finding> faults = of(findings(Absent.class, settings), Level.FAULT);
        assertEquals(List.of("TM-DOC-016", "TM-DOC-016", "TM-DOC-016"), codes(faults, "TM-DOC-016"));
        assertTrue(says(faults, "batch.spill.directory " + file, "cannot be written"), faults::toString);
    }

    private List<Finding> findings(Class<?> model, Map<String, String> further) {
        Map<String, String> written = new HashMap<>(Map.of(
                "model.class",
                model.getName(),
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "http.port",
                "0"));
        written.putAll(further);
        List<Finding> findings = new ArrayList<>();
        boolean isWell = Doctor.of(Config.of(written, "test", directory)).examine(findings::add);
        assertEquals(isWell, of(findings, Level.FAULT).isEmpty());
        return findings;
    }

    private static List<Finding> of(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).toList();
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).sorted().toList();
    }

    private static List<String> codes(List<Finding> findings, String only) {
        return codes(findings).stream().filter(only::equals).toList();
    }

    private static boolean says(List<Finding> findings, String place, String text) {
        return findings.stream()
                .anyMatch(f -> f.place().startsWith(place) && f.says().contains(text));
    }

    private static void create(String topic, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(settings)))
                    .all()
                    .get();
        }
    }

    private static void send(String topic, int partition, Long stamp, String key, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, stamp, key == null ? null : bytes(key), bytes(value)))
                    .get();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
