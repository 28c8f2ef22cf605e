package io.tidemark.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.doctor.Finding.Level;
import io.tidemark.launcher.node.AllInOne;
import io.tidemark.launcher.node.NodeSettings;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor of a serving node says of the speed nodes in other processes. */
class NodesExaminationTest {
    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static AllInOne speed;

    /** Orders by country. */
    public static class Orders implements TidemarkModel {
        /** One order. */
        public record Order(long at, String country) {}

        Duration tile() {
            return Duration.ofMinutes(1);
        }

        @Override
        public final void define(ModelBuilder model) {
            var orders = model.stream("orders", Order.class).eventTimeMillis(Order::at);
            model.aggregation("sales")
                    .over(orders)
                    .groupBy("country", Order::country)
                    .tile(tile())
                    .metric("orders", Aggregators.count());
        }
    }

    /** The same under a definition that has changed. */
    public static final class Changed extends Orders {
        @Override
        Duration tile() {
            return Duration.ofMinutes(5);
        }
    }

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        broker.createTopic("orders", 1);
        Config config = config("announced", Map.of("roles", "speed", "speed.port", "0", "data.directory", "speed"));
        speed = new AllInOne(Model.of(new Orders()), NodeSettings.of(config), Clock.systemUTC());
        speed.start();
    }

    @AfterAll
    static void stop() {
        speed.close();
        broker.close();
    }

    private static Config config(String prefix, Map<String, String> further) {
        Map<String, String> written = new HashMap<>(Map.of(
                "model.class",
                Orders.class.getName(),
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "group.prefix",
                prefix,
                "http.port",
                "0"));
        written.putAll(further);
        return Config.of(written, "test", directory);
    }

    private static List<Finding> findings(String prefix, TidemarkModel model, Duration clock, String... endpoints) {
        Map<String, String> settings = new HashMap<>(Map.of("roles", "serving"));
        if (endpoints.length > 0) {
            settings.put("speed.endpoints", String.join(",", endpoints));
        }
        return new NodesExamination(config(prefix, settings), Model.of(model), Clock.offset(Clock.systemUTC(), clock))
                .findings();
    }

    private static String uri() {
        return speed.speedUri().orElseThrow().toString().replaceFirst("/$", "");
    }

    private static void assertOne(List<Finding> findings, Level level, String place, String says) {
        assertEquals(
                1,
                findings.stream()
                        .filter(f -> f.level() == level
                                && f.place().equals(place)
                                && f.says().contains(says))
                        .count(),
                () -> level + " " + place + " " + says + " in " + findings);
    }

    @Test
    void aNodeThatIsAnnouncedIsFoundAndAsked() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<Finding> findings = findings("announced", new Orders(), Duration.ZERO);
        while (findings.size() < 2 && System.nanoTime() - end < 0) {
            // It announces itself once it is known in its group.
            findings = findings("announced", new Orders(), Duration.ZERO);
        }
        assertOne(findings, Level.OK, "topic \"announced-nodes\"", "announced: 1");
        assertOne(findings, Level.OK, "speed node " + uri(), "is reached");
        assertEquals(2, findings.size());
    }

    @Test
    void beforeTheFirstNodeThereIsNoTopic() {
        List<Finding> findings = findings("nobody", new Orders(), Duration.ZERO);
        assertOne(findings, Level.OK, "topic \"nobody-nodes\"", "is not there yet");
        assertEquals(1, findings.size());
    }

    @Test
    void oneThatIsNotReachedOrNotKnownIsNamedAndTheOthersAreAsked() {
        String stale = "http://no-such-machine.invalid:1";
        String closed = "http://127.0.0.1:1";
        List<Finding> findings = findings("announced", new Orders(), Duration.ZERO, stale, closed, uri());
        assertOne(findings, Level.WARNING, "speed node " + stale, "nobody knows an address of no-such-machine.invalid");
        assertOne(findings, Level.WARNING, "speed node " + closed, "no connection");
        assertOne(findings, Level.OK, "speed node " + uri(), "is reached");
        assertTrue(findings.stream()
                .filter(finding -> finding.level() == Level.WARNING)
                .allMatch(finding -> finding.code().equals("TM-DOC-029")));
        assertEquals(3, findings.size());
    }

    @Test
    void oneOfAnotherModelAndOneWithAnotherClockAreNamed() {
        List<Finding> findings = findings("announced", new Changed(), Duration.ofHours(1), uri());
        assertOne(
                findings,
                Level.WARNING,
                "speed node " + uri(),
                "computes another model, so it answers nothing of \"sales\"");
        assertOne(findings, Level.WARNING, "speed node " + uri(), "s behind the one here");
        assertEquals(
                List.of("TM-DOC-030", "TM-DOC-031"),
                findings.stream().map(Finding::code).toList());
    }
}
