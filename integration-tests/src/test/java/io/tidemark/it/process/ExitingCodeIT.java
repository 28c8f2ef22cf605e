package io.tidemark.it.process;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A definition that calls {@code System.exit} neither ends a process silently, nor leaves one that does nothing. */
final class ExitingCodeIT {
    private static final String TOPIC = "exiting";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** A sale that one does not survive. */
    public record Sale(long at, long cents) {
        public Sale {
            if (cents < 0) {
                System.exit(0);
            }
        }
    }

    /** Which ends the process on a record. */
    public static final class OnARecord implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            model.aggregation("sales")
                    .over(model.stream(TOPIC, Sale.class).eventTimeMillis(Sale::at))
                    .allTime()
                    .metric("n", count());
        }
    }

    /** Which ends it before anything is defined. */
    public static final class InDefine implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            System.exit(0);
        }
    }

    @Test
    void theProcessEndsOnTheRecordAndSaysWhichCodeEndedIt() throws IOException {
        KafkaTopic topic = KafkaTopic.named(TheBroker.bootstrapServers(), TOPIC).create(1, Map.of());
        try (NodeProcess node = new NodeProcess(
                OnARecord.class, directory, TheBroker.bootstrapServers(), Map.of("group.prefix", "exiting"))) {
            node.startAndAwait(PATIENCE);
            topic.sendMany(0, 1, "{\"at\":1764151200000,\"cents\":-1}");
            assertEquals(1, node.process().exitCode(PATIENCE), node::told);
            assertNames(node.process().output(), "Sale.<init>(ExitingCodeIT.java:");
            assertNames(Files.readString(directory.resolve("data/tidemark.log")), "Sale.<init>(ExitingCodeIT.java:");
        }
    }

    @Test
    void aModelThatEndsTheProcessIsNotPassedAsFaultless() throws IOException {
        Path configuration =
                Files.writeString(directory.resolve("tidemark.properties"), "model.class=" + InDefine.class.getName());
        try (CommandProcess process =
                new CommandProcess(directory.resolve("model.out"), "model", "--config", configuration.toString())) {
            assertEquals(1, process.start().exitCode(PATIENCE), process::output);
            assertNames(process.output(), "InDefine.define(ExitingCodeIT.java:");
        }
    }

    private static void assertNames(String told, String code) {
        assertTrue(told.contains("TM-CODE-006 code at ") && told.contains(code), told);
    }
}
