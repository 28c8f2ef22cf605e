package io.tidemark.kafka;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.log.LogUnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnresolvedBrokerTest {
    /** Where names come from may start after this process, as may the broker. */
    @Test
    @Timeout(120)
    void aNameThatCannotBeResolvedYetIsWaitedFor() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                "broker.invalid:9092",
                "default.api.timeout.ms",
                "1000",
                "request.timeout.ms",
                "500");
        try (KafkaLogTopics topics = new KafkaLogTopics(settings)) {
            topics.awaitMade();
            LogUnavailableException away = assertThrows(LogUnavailableException.class, () -> topics.describe("orders"));
            assertTrue(away.passesByItself());
        }
    }
}
