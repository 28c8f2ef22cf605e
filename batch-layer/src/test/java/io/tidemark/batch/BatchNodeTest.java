package io.tidemark.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.manifest.Manifest;
import io.tidemark.seam.RunReport.State;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.time.BatchInterval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BatchNodeTest {
    @TempDir
    Path root;

    private final InMemoryEventLog log = new InMemoryEventLog();

    private LogReader reader(LogReader.Listener listener) {
        InMemoryLogReader reader = log.reader(listener, 1000);
        reader.add(log.partition(Trip.TOPIC, 0));
        return reader;
    }

    private BatchNode node() {
        return node(new Faults(FaultListener.NONE));
    }

    private BatchNode node(Faults faults) {
        BatchInterval interval = BatchInterval.of(Duration.ofSeconds(1));
        BatchSettings settings = BatchSettings.at(root.toUri(), interval)
                .withArchive(ArchiveSettings.DEFAULT.withInterval(interval).withIdleGrace(Duration.ofMillis(100)));
        return new BatchNode(Trip.model(), settings, this::reader, log, Clock.systemUTC(), faults);
    }

    @Test
    @Timeout(60)
    void whatIsAppendedIsArchivedFoldedAndPublishedAlsoAfterARestart() throws Exception {
        log.create(Trip.TOPIC, 1, true);
        try (BatchNode node = node()) {
            node.start();
            appendAndAwait(node, 10);
            assertTrue(node.control().status().faults().isEmpty());
        }
        try (BatchNode node = node()) {
            node.start();
            appendAndAwait(node, 20);
            assertEquals(
                    List.of(),
                    node.control().runs(100).stream()
                            .filter(run -> run.state() == State.FAILED)
                            .toList());
        }
    }

    @Test
    @Timeout(60)
    void whatOthersPutIntoTheArchiveIsAFaultOfItsPlaceUntilItIsGone() throws Exception {
        log.create(Trip.TOPIC, 1, true);
        Path stray = root.resolve("archive/trips/p0/notes.txt");
        Files.createDirectories(stray.getParent());
        Files.writeString(stray, "not ours");
        Faults faults = new Faults(FaultListener.NONE);
        try (BatchNode node = node(faults)) {
            node.start();
            appendAndAwait(node, 10);
            List<Fault> standing = node.control().status().faults();
            assertEquals(1, standing.size(), standing::toString);
            assertEquals("TM-ARC-013", standing.get(0).code());
            assertEquals("archive/trips/p0", standing.get(0).place());
            assertEquals(standing, faults.standing());
            Files.delete(stray);
            assertEquals(List.of(), node.control().status().faults());
            assertEquals(List.of(), faults.standing());
        }
    }

    private void appendAndAwait(BatchNode node, long offset) throws Exception {
        for (int i = 0; i < 10; i++) {
            Instant now = Instant.now();
            log.append(Trip.TOPIC, 0, now.toEpochMilli(), new Trip(now, "o" + i, i).json());
        }
        Manifest newest = node.views().newest();
        while (newest.versions("by-origin").isEmpty()
                || newest.versions("by-origin").get(0).tidemark().offset(log.partition(Trip.TOPIC, 0)) < offset) {
            Thread.sleep(20);
            newest = node.views().newest();
        }
    }
}
