package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.it.faults.Node;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.FileTrees;
import io.tidemark.it.process.ResetLine;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that lacks records which were read: others come at their offsets, and the two are never mixed. */
final class UncleanElectionIT {
    private static final String TOPIC = "unclean";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** Counts what is sent to the topic. */
    public static final class Model implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            Counting.of(TOPIC).define(model);
        }
    }

    @Test
    void whatWasReadAndIsNoLongerThereIsNamedUntilTheTopicIsReset() throws IOException {
        try (ThreeBrokers brokers = new ThreeBrokers(directory).create(TOPIC, 1, ThreeBrokers.THIRD)) {
            brokers.send(TOPIC, Counting.times(4, "x"));
            try (Node node = start(brokers)) {
                node.awaitBatch(TOPIC, "n", Map.of("x", 4L));
                brokers.stopTheOthers();
                brokers.send(TOPIC, Counting.times(3, "lost"));
                Map<String, Long> read = Map.of("x", 4L, "lost", 3L);
                node.awaitBatch(TOPIC, "n", read);
                brokers.letAnotherLead(TOPIC);
                CompletableFuture<Void> anew = CompletableFuture.runAsync(() -> archiveAnew(brokers));
                awaitNeverMixed(node);
                anew.join();
                node.awaitFault("TM-LOG-003", "partition unclean-0", "tidemark reset unclean");
                node.awaitRealtimeFault("TM-LOG-003");
                node.awaitBatchFault("TM-LOG-003");
                assertEquals(read, node.figures(TOPIC, "n"), "what was read is answered alone");
            }
            try (Node again = start(brokers)) {
                again.awaitRealtimeFault("TM-LOG-003");
                again.awaitBatchFault("TM-LOG-003");
                JsonNode answer = again.answer(TOPIC);
                assertEquals(Set.of("x", "lost"), groups(answer), answer::toString);
            }
            assertMixedArchiveIsRefused(brokers);
            ResetLine.reset(directory, Model.class, brokers.bootstrapServers(), TOPIC);
            try (Node node = start(brokers)) {
                node.awaitBatch(TOPIC, "n", Map.of("x", 4L, "other", 5L));
                node.awaitNoFault();
            }
        }
    }

    /** Whatever the moment: what is answered is of the one history or of the other, until the fault stands. */
    private static void awaitNeverMixed(Node node) {
        Patience.until(PATIENCE, () -> "no fault, but " + node.status(), () -> {
            JsonNode answer = node.answer(TOPIC);
            assertFalse(groups(answer).containsAll(Set.of("lost", "other")), answer::toString);
            return node.faults().stream().anyMatch(fault -> fault.startsWith("TM-LOG-003"));
        });
    }

    /** Another installation reads the log as it is now, in two files: the first ends below what was read before. */
    private void archiveAnew(ThreeBrokers brokers) {
        try (Node late = batchAlone(brokers, "late")) {
            brokers.send(TOPIC, Counting.times(1, "other"));
            late.awaitBatch(TOPIC, "n", Map.of("x", 4L, "other", 1L));
            brokers.send(TOPIC, Counting.times(4, "other"));
            late.awaitBatch(TOPIC, "n", Map.of("x", 4L, "other", 5L));
        }
    }

    /** What is published, of the one history, and an archive that somebody restored, of the other. */
    private void assertMixedArchiveIsRefused(ThreeBrokers brokers) throws IOException {
        Path mixed = directory.resolve("mixed");
        FileTrees.copy(directory.resolve("storage"), mixed.resolve("storage"));
        DirectoryTree.delete(mixed.resolve("storage/archive"));
        FileTrees.copy(directory.resolve("late/storage/archive"), mixed.resolve("storage/archive"));
        try (Node node = batchAlone(brokers, "mixed")) {
            node.awaitBatchFault("TM-RUN-013", "partition unclean-0", "the archive file", "tidemark reset unclean");
            JsonNode answer = node.answer(TOPIC);
            assertEquals(Set.of("x", "lost"), groups(answer), answer::toString);
        }
    }

    private Node batchAlone(ThreeBrokers brokers, String name) {
        return Node.startOn(
                brokers.bootstrapServers(), new Model(), directory.resolve(name), Map.of("roles", "batch,serving"));
    }

    private static Set<String> groups(JsonNode answer) {
        Set<String> groups = new TreeSet<>();
        answer.path("rows")
                .forEach(row -> groups.add(row.path("group").path("k").asText()));
        return groups;
    }

    private Node start(ThreeBrokers brokers) {
        return Node.startOn(brokers.bootstrapServers(), new Model(), directory, Map.of());
    }
}
