package io.tidemark.launcher.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.examples.flights.FlightModel;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.kafka.announce.AnnouncementTopic;
import io.tidemark.kafka.announce.Announcements;
import io.tidemark.kafka.announce.Announcements.Word;
import io.tidemark.model.Model;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.speed.query.RemoteRealtimeView;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnnouncedNodesTest {
    private static final Model MODEL = Model.of(new FlightModel());

    @TempDir
    private Path directory;

    private final Faults faults = new Faults(FaultListener.NONE);
    private AnnouncedNodes nodes;

    @BeforeEach
    void listen() throws IOException {
        Path memory = Files.writeString(directory.resolve("storage-id"), "ours\n");
        nodes = new AnnouncedNodes(
                new Announcements(new AnnouncementTopic("nodes", Map.of())),
                new AnnouncedNodes.Self("self", List.of(), new Installation(Optional.of(memory)), "http"),
                uri -> new RemoteRealtimeView(uri, MODEL, Duration.ofSeconds(1)),
                faults);
    }

    private static Word word(String endpoint, String installation, long ago) {
        return new Word(
                new NodeWord("n", URI.create(endpoint), "a", installation, Map.of()).json(),
                System.nanoTime() - Duration.ofSeconds(ago).toNanos(),
                ago == 0);
    }

    private List<String> present() {
        return nodes.present().stream().map(Node::name).toList();
    }

    @Test
    void nodesComeStayMoveAndGo() {
        nodes.take(Map.of("1", word("http://a:1", "ours", 0), "2", word("http://b:1", "", 0)));
        assertEquals(List.of("http://a:1", "http://b:1"), present());
        Node first = nodes.present().get(0);
        nodes.take(Map.of("1", word("http://a:1", "ours", 0), "2", word("http://b:2", "ours", 0)));
        assertEquals(List.of("http://a:1", "http://b:2"), present());
        assertSame(first, nodes.present().get(0));
        nodes.take(Map.of("2", word("http://b:2", "ours", 0)));
        assertEquals(List.of("http://b:2"), present());
    }

    @Test
    void oneThatFellSilentStaysForAWhileAndAnOldWordIsNoNode() {
        nodes.take(Map.of("1", word("http://a:1", "ours", 60)));
        assertEquals(List.of("http://a:1"), present());
        nodes.take(Map.of("1", word("http://a:1", "ours", 6_000)));
        assertEquals(List.of("http://a:1"), present(), "it was here a moment ago");
        nodes.take(Map.of("2", word("http://b:1", "ours", 6_000)));
        assertEquals(List.of(), present());
    }

    @Test
    void ofTwoAtOnePlaceTheOneThatWasHeardLastIsThere() {
        nodes.take(Map.of("1", word("http://a:1", "ours", 60), "2", word("http://a:1", "ours", 0)));
        assertEquals(List.of("http://a:1"), present());
    }

    @Test
    void whatIsNoneOfOursIsNotAskedAndNamed() {
        nodes.take(Map.of(
                "self", word("http://self:1", "ours", 0),
                "theirs", word("http://b:1", "theirs", 0),
                "former", word("http://c:1", "former", 60),
                "secured", word("https://d:1", "ours", 0),
                "garbled", new Word("{}".getBytes(StandardCharsets.UTF_8), System.nanoTime(), true)));
        assertEquals(List.of(), present());
        List<String> codes =
                faults.standing().stream().map(Fault::code).sorted().toList();
        assertEquals(List.of("TM-CFG-034", "TM-CFG-036"), codes);
        assertTrue(faults.standing().toString().contains("http://b:1"));
        nodes.take(Map.of());
        assertEquals(List.of(), faults.standing());
    }
}
