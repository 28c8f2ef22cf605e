package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.fault.Fault;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive file that somebody has deleted costs what was in it, and no more. */
class LostFileTest {
    @TempDir
    Path directory;

    private Batch batch;
    private PartitionId partition;
    private List<ArchiveFile> before;
    private Path lost;
    private byte[] content;

    @BeforeEach
    void loseTheFirst() throws Exception {
        batch = new Batch(directory).hours(4, 1);
        partition = batch.partition(0);
        before = new Archive(batch.storage()).chain(partition);
        assertTrue(before.size() > 2, before::toString);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        lost = directory.resolve("root").resolve(before.get(0).path());
        content = Files.readAllBytes(lost);
        Files.delete(lost);
    }

    /** Another process that archives what it finds to be missing. */
    private List<ArchiveFile> archivedByAnother() throws IOException {
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withInterval(BatchInterval.HOURLY);
        ArchiveWriter writer =
                new ArchiveWriter(Trip.model().streams(), batch.storage(), batch.log, settings, batch.clock);
        InMemoryLogReader reader = batch.log.reader(writer, 1000);
        reader.add(partition);
        for (int i = 0; i < 5; i++) {
            writer.step(reader, Duration.ZERO);
        }
        writer.progress().forEach(progress -> assertTrue(progress.fault().isEmpty(), progress::toString));
        return new Archive(batch.storage()).chain(partition);
    }

    private void truncateTheLog() {
        ArchiveFile last = before.get(before.size() - 1);
        batch.log.truncate(Trip.TOPIC, partition.partition(), last.offsets().first());
    }

    @Test
    void whatTheLogStillHasIsArchivedAgain() throws Exception {
        List<ArchiveFile> chain = archivedByAnother();
        assertFalse(chain.stream().anyMatch(ArchiveFile::isGap), chain::toString);
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "archived again");
    }

    @Test
    void whatTheLogHasNoMoreIsAGapThatEndsWhereTheNextFileBegins() throws Exception {
        truncateTheLog();
        List<ArchiveFile> chain = archivedByAnother();
        assertTrue(chain.get(0).isGap());
        assertEquals(before.get(0).offsets(), chain.get(0).offsets());
        assertTrue(chain.get(0).gapReason().contains("archive file"), chain.get(0)::gapReason);
        assertEquals(paths(before), paths(chain.subList(0, before.size())));
        assertFalse(chain.stream().skip(1).anyMatch(ArchiveFile::isGap), chain::toString);
    }

    @Test
    void aWriterWhoseChainLosesItsEndGoesOnWhereItEndsNow() throws Exception {
        Files.write(lost, content);
        Files.delete(
                directory.resolve("root").resolve(before.get(before.size() - 1).path()));
        batch.hours(2, 2).hours(2, 3);
        long end = 0;
        for (ArchiveFile file : new Archive(batch.storage()).chain(partition)) {
            assertFalse(file.isGap());
            end = file.offsets().end();
        }
        ArchiveFile last = before.get(before.size() - 1);
        assertTrue(end > last.offsets().end(), "it ends at " + end);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "the end was lost");
    }

    @Test
    void anArchiveThatWasMountedInThePlaceOfAnotherIsSeenForWhatItIs() throws Exception {
        Files.write(lost, content);
        Archive archive = new Archive(batch.storage());
        List<String> own = paths(archive.chain(partition));
        Path chain = lost.getParent();
        Path aside = directory.resolve("aside");
        Files.move(chain, aside);
        assertEquals(List.of(), archive.chain(partition));
        // Nothing keeps a writer from going on beneath.
        batch.hours(1, 2);
        assertFalse(archive.chain(partition).isEmpty());

        Files.move(chain, directory.resolve("beneath"));
        Files.move(aside, chain);
        assertEquals(own, paths(archive.chain(partition)));
        batch.hours(2, 3);
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        assertTrue(archive.chain(partition).size() > own.size());
        batch.check(Trip.model(), "mounted again");
    }

    @Test
    void whatAViewHasOfItStaysUntilTheFileIsPutBack() throws Exception {
        truncateTheLog();
        archivedByAnother();
        List<Fault> refused = batch.run(Batch.ALL_AGAIN).failures().stream()
                .map(RunFailure::fault)
                .toList();
        assertEquals(
                List.of("TM-RUN-003"),
                refused.stream().map(Fault::code).distinct().toList(),
                refused::toString);
        assertTrue(refused.get(0).mend().contains("put the archive's files back"), refused::toString);
        assertEquals(
                refused.stream().distinct().toList(),
                batch.runOn(batch.storage(), Trip.model()).warnings(),
                "the status tells it too");
        batch.check(Trip.model(), "a file is lost");
        batch.hours(2, 2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        batch.check(Trip.model(), "and runs go on");

        Files.write(lost, content);
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        assertEquals(List.of(), batch.runOn(batch.storage(), Trip.model()).warnings());
        batch.check(Trip.model(), "it was put back");
    }

    private static List<String> paths(List<ArchiveFile> files) {
        return files.stream().map(ArchiveFile::path).toList();
    }
}
