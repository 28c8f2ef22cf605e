package io.tidemark.it.s3;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.NodeProcess;
import io.tidemark.it.process.TheBroker;
import io.tidemark.it.s3.S3Relay.Fault;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node in a process of its own, whose storage is a bucket that denies, is away and is back. */
final class S3JourneyIT {
    private static final String TOPIC = "s3-journey";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int SOME = 200;

    @TempDir
    private Path directory;

    /** Visits by page. */
    public static final class Visits implements TidemarkModel {
        /** A visit. */
        public record Visit(Instant at, String page) {}

        @Override
        public void define(ModelBuilder model) {
            model.aggregation("visits")
                    .over(model.stream(TOPIC, Visit.class).eventTime(Visit::at))
                    .groupBy("page", Visit::page)
                    .tile(Duration.ofHours(1))
                    .metric("n", count());
        }
    }

    @Test
    void aKillAndABucketThatDeniesAndIsAwayCostNoRecordAndCountNoneTwice() throws Exception {
        KafkaTopic topic = KafkaTopic.named(TheBroker.bootstrapServers(), TOPIC).create(2, Map.of());
        try (S3Endpoint endpoint = S3Endpoint.start(directory.resolve("buffers"));
                S3Relay relay = new S3Relay(endpoint.uri());
                NodeProcess node = node(endpoint, relay)) {
            send(topic, "a");
            node.startAndAwait(PATIENCE);
            Patience.until(PATIENCE, node::told, () -> node.isFromBatch("visits", "n", SOME));

            // It dies with files that are open and sent, and with a run under way for what just came.
            send(topic, "b");
            Patience.until(PATIENCE, node::told, () -> node.sum("visits", "n") == 2 * SOME);
            node.process().kill();
            send(topic, "a");
            node.startAndAwait(PATIENCE);
            Patience.until(PATIENCE, node::told, () -> node.sum("visits", "n") == 3 * SOME);

            for (Fault fault : new Fault[] {Fault.DENIED, Fault.AWAY}) {
                relay.fail(request -> fault);
                send(topic, "c");
                Patience.until(PATIENCE, node::told, () -> node.faults().contains("TM-STO-001"));
                // What is loaded and what the log has are answered as ever.
                int sent = (fault == Fault.DENIED ? 4 : 5) * SOME;
                Patience.until(PATIENCE, node::told, () -> node.sum("visits", "n") == sent);
            }
            relay.fail(request -> Fault.NONE);
            Patience.until(PATIENCE, node::told, () -> node.isFromBatch("visits", "n", 5 * SOME));
            Patience.until(PATIENCE, node::told, () -> node.faults().isEmpty());
            assertEquals(5 * SOME, node.sum("visits", "n"));
        }
    }

    private static void send(KafkaTopic topic, String page) {
        String value = "{\"at\":\"2026-11-21T09:00:00Z\",\"page\":\"" + page + "\"}";
        topic.sendMany(0, SOME / 2, value);
        topic.sendMany(1, SOME / 2, value);
    }

    private NodeProcess node(S3Endpoint endpoint, S3Relay relay) throws IOException {
        Path configured = Files.createDirectories(directory.resolve("hadoop"));
        Configuration site = new Configuration(false);
        endpoint.settings(relay.uri()).forEach(site::set);
        try (OutputStream out = Files.newOutputStream(configured.resolve("core-site.xml"))) {
            site.writeXml(out);
        }
        NodeProcess node = new NodeProcess(
                Visits.class,
                directory.resolve("node"),
                TheBroker.bootstrapServers(),
                Map.of("storage.root", "s3a://" + S3Endpoint.BUCKET + "/journey", "group.prefix", TOPIC));
        node.process().finding(configured);
        return node;
    }
}
