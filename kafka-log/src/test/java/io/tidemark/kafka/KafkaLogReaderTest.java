package io.tidemark.kafka;

import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.testkit.contract.LogReaderContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Readers of every kind on a real broker. */
class KafkaLogReaderTest {
    @TempDir
    static Path directory;

    private static KafkaServer broker;
    private static final List<KafkaTestLog> LOGS = new ArrayList<>();

    @BeforeAll
    static void start() {
        broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
    }

    @AfterAll
    static void stop() {
        LOGS.forEach(KafkaTestLog::close);
        broker.close();
    }

    @TestFactory
    Stream<DynamicTest> readerAloneKeepsTheContract() {
        return contract(KafkaTestLog.Kind.ALONE);
    }

    @TestFactory
    Stream<DynamicTest> memberOfAClassicGroupKeepsTheContract() {
        return contract(KafkaTestLog.Kind.CLASSIC);
    }

    /** The protocol of KIP-848. */
    @TestFactory
    Stream<DynamicTest> memberOfAConsumerGroupKeepsTheContract() {
        return contract(KafkaTestLog.Kind.CONSUMER);
    }

    private static Stream<DynamicTest> contract(KafkaTestLog.Kind kind) {
        KafkaTestLog log = new KafkaTestLog(broker, kind);
        LOGS.add(log);
        return new LogReaderContract(log, kind.name().toLowerCase(Locale.ROOT))
                .cases().entrySet().stream().map(test -> DynamicTest.dynamicTest(test.getKey(), test.getValue()::run));
    }
}
