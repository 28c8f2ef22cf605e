package io.tidemark.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.compact.CompactSettings;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
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
import java.util.function.Function;
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

    @Test
    @Timeout(120)
    void smallFilesAreJoinedBetweenRunsAndARecomputeComesToTheSame() throws Exception {
        int partitions = 20;
        int hours = 14;
        log.create(Trip.TOPIC, partitions, false);
        Instant start = Instant.now().minus(Duration.ofDays(2));
        for (int hour = 0; hour <= hours; hour++) {
            for (int partition = 0; partition < partitions; partition++) {
                Instant at = start.plus(Duration.ofHours(hour));
                log.append(Trip.TOPIC, partition, at.toEpochMilli(), new Trip(at, "o" + hour % 3, hour).json());
            }
        }
        BatchSettings settings = BatchSettings.at(root.toUri(), BatchInterval.HOURLY)
                .withCompaction(new CompactSettings(1 << 20, Duration.ofMinutes(5)));
        Function<LogReader.Listener, LogReader> all = listener -> {
            InMemoryLogReader reader = log.reader(listener, 1000);
            for (int partition = 0; partition < partitions; partition++) {
                reader.add(log.partition(Trip.TOPIC, partition));
            }
            return reader;
        };
        try (BatchNode node =
                new BatchNode(Trip.model(), settings, all, log, Clock.systemUTC(), new Faults(FaultListener.NONE))) {
            node.start();
            while (node.archiveProgress().size() < partitions
                    || node.archiveProgress().stream().anyMatch(each -> each.archived() < hours)) {
                Thread.sleep(20);
            }
            node.control().request(Batch.NEXT);
            while (node.views().newest().archive(Trip.TOPIC).replaced().isEmpty()) {
                Thread.sleep(20);
            }
            Manifest joined = node.views().newest();
            assertTrue(
                    joined.archive(Trip.TOPIC).chains().values().stream().allMatch(chain -> chain.files() < hours - 8));
            String again = node.control().request(Batch.ALL_AGAIN);
            while (node.control()
                    .run(again)
                    .filter(run -> run.ended().isPresent())
                    .isEmpty()) {
                Thread.sleep(20);
            }
            assertEquals(
                    State.PUBLISHED, node.control().run(again).orElseThrow().state());
            assertEquals(List.of(), node.control().status().faults());
            Manifest recomputed = node.views().newest();
            assertEquals(
                    joined.versions("by-origin").get(0).files().stream()
                            .mapToLong(ViewFile::rows)
                            .sum(),
                    recomputed.versions("by-origin").get(0).files().stream()
                            .mapToLong(ViewFile::rows)
                            .sum());
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
