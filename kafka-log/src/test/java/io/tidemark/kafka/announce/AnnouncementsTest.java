package io.tidemark.kafka.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultException;
import io.tidemark.kafka.testing.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnnouncementsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void theNewestWordOfEachNodeIsHeardUntilItIsTakenBack() {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of())) {
            AnnouncementTopic topic =
                    new AnnouncementTopic("nodes", Map.of("bootstrap.servers", broker.bootstrapServers()));
            try (Announcements early = new Announcements(topic)) {
                early.listen(Duration.ofMillis(10));
                Announcer one = announcer(topic, "one", "first");
                one.step();
                Announcer two = announcer(topic, "two", "first");
                two.step();
                await(early, () -> said(early).equals(Map.of("one", "first", "two", "first")));
                assertTrue(early.newest().get("one").isNew());

                two.close();
                await(early, () -> said(early).equals(Map.of("one", "first")));
                long heard = early.newest().get("one").heardNanos();
                one.step();
                await(early, () -> early.newest().get("one").heardNanos() > heard);

                try (Announcements late = new Announcements(topic)) {
                    await(late, late::isCaughtUp);
                    assertEquals(Map.of("one", "first"), said(late));
                    assertFalse(late.newest().get("one").isNew(), "it may have been said long ago");
                    one.step();
                    await(late, () -> late.newest().get("one").isNew());
                }
                one.close();
            }
        }
    }

    @Test
    void aBrokerThatIsAwayIsAFaultThatPasses() {
        AnnouncementTopic topic = new AnnouncementTopic(
                "nodes",
                Map.of(
                        "bootstrap.servers", "127.0.0.1:1",
                        "default.api.timeout.ms", "1000",
                        "request.timeout.ms", "500"));
        FaultException away = assertThrows(
                FaultException.class, () -> announcer(topic, "one", "word").step());
        assertTrue(away.passesByItself(), away::getMessage);
        try (Announcements announcements = new Announcements(topic)) {
            assertTrue(assertThrows(FaultException.class, () -> announcements.listen(Duration.ofMillis(10)))
                    .passesByItself());
        }
    }

    private static Announcer announcer(AnnouncementTopic topic, String key, String word) {
        return new Announcer(topic, key, () -> word.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> said(Announcements announcements) {
        Map<String, String> said = new TreeMap<>();
        announcements.newest().forEach((key, word) -> said.put(key, new String(word.value(), StandardCharsets.UTF_8)));
        return said;
    }

    private static void await(Announcements announcements, BooleanSupplier come) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!come.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, () -> "it does not come: " + said(announcements));
            announcements.listen(Duration.ofMillis(50));
        }
    }
}
