package io.tidemark.batch.archive.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.ListedArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCompactionTest {
    @TempDir
    Path directory;

    private Batch batch;

    @BeforeEach
    void open() {
        batch = new Batch(directory).withLists(new ListSettings(2, 4, 3, 256));
    }

    @Test
    void manySmallFilesBecomeOneThatHoldsTheSameAndThenTheyGo() throws Exception {
        batch.hours(24, 1);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        List<List<String>> before = Compacting.contents(batch);
        int files = Compacting.links(batch, 0).size();
        assertTrue(files > 15, files + " files");
        Compacting process = Compacting.of(batch).compact();
        assertEquals(List.of(), process.compaction.faults());
        List<Link> after = Compacting.links(batch, 0);
        assertTrue(after.size() < 6, after::toString);
        assertEquals(1, after.get(0).file().origin().generation());
        assertEquals(before, Compacting.contents(batch));
        Compacting.checkChains(batch, "joined");
        assertFalse(Compacting.unnamed(batch).isEmpty(), "a manifest that is kept names them");

        assertTrue(process.sweep() > 0);
        assertEquals(Set.of(), Compacting.unnamed(batch));
        assertEquals(before, Compacting.contents(batch));
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "recomputed from joined files");

        ListedArchive listed = Compacting.listed(batch);
        assertEquals(1, listed.replaced().size());
        process.compact();
        assertEquals(List.of(), Compacting.listed(batch).replaced(), "what is gone is named no more");
    }

    private Storage on(FlakyFileSystem files) {
        return Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
    }

    private List<Path> compacted() throws IOException {
        Path folder = directory.resolve("root/compacted");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aKillAtAnyStepLeavesTheSmallFilesOrTheJoinedOnesAndNothingElseForLong() throws Exception {
        batch.hours(10, 1);
        batch.run(Batch.NEXT);
        List<List<String>> contents = Compacting.contents(batch);
        int kills = 0;
        boolean isWhole = false;
        for (int step = 0; !isWhole; step += 1 + step / 2) {
            try {
                new Compacting(batch, on(new FlakyFileSystem().killedAt(step)), 1 << 20, Compacting.KEEP_ONE).compact();
                isWhole = !Compacting.listed(batch).replaced().isEmpty();
            } catch (FlakyFileSystem.Killed expected) {
                kills++;
            }
            assertEquals(contents, Compacting.contents(batch), "killed at " + step);
            Compacting.checkChains(batch, "killed at " + step);
        }
        isWhole = false;
        for (int step = 0; !isWhole; step += 1 + step / 2) {
            try {
                new Compacting(batch, on(new FlakyFileSystem().killedAt(step)), 1 << 20, Compacting.KEEP_ONE).sweep();
                isWhole = true;
            } catch (FlakyFileSystem.Killed expected) {
                kills++;
            }
            assertEquals(contents, Compacting.contents(batch), "a sweep was killed at " + step);
        }
        assertTrue(kills > 10, kills + " kills");
        assertEquals(Set.of(), Compacting.unnamed(batch));
        batch.run(Batch.ALL_AGAIN);
        batch.check(Trip.model(), "killed");
    }

    @Test
    void aDamagedSmallFileIsNamedAndLeftAloneAndItsNeighboursAreJoined() throws Exception {
        batch.hours(25, 1);
        batch.run(Batch.NEXT);
        List<List<String>> contents = Compacting.contents(batch);
        String path = Compacting.links(batch, 1).get(10).file().path();
        Path small = directory.resolve("root").resolve(path);
        byte[] whole = Files.readAllBytes(small);
        byte[] damaged = whole.clone();
        damaged[whole.length / 3] ^= 1;
        Files.write(small, damaged);

        Compacting process = Compacting.of(batch).compact();
        Fault fault = process.compaction.faults().get(0);
        assertEquals("TM-STO-002", fault.code());
        assertEquals(path, fault.place());
        List<String> after = Compacting.links(batch, 1).stream()
                .map(link -> link.file().path())
                .toList();
        assertTrue(after.contains(path), after::toString);
        assertTrue(after.size() < 14, after::toString);
        process.compact();
        assertEquals(List.of(fault), process.compaction.faults(), "it is named for as long as it is damaged");

        process.sweep();
        Files.write(small, whole);
        assertEquals(contents, Compacting.contents(batch));
        process.compact();
        assertEquals(List.of(), process.compaction.faults());
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "put back");
    }

    @Test
    void aFullDiskIsNamedAndTakesNoRoomAndTheNextTimeItIsDone() throws Exception {
        batch.hours(12, 1);
        batch.run(Batch.NEXT);
        List<List<String>> contents = Compacting.contents(batch);
        for (int step = 40; step < 200; step += 40) {
            int from = step;
            FlakyFileSystem files = new FlakyFileSystem().failingBefore(operation -> operation == from);
            Compacting process = new Compacting(batch, on(files), 1 << 20, Compacting.KEEP_ONE).compact();
            assertEquals("TM-STO-001", process.compaction.faults().get(0).code());
            assertEquals(List.of(), compacted());
            assertEquals(contents, Compacting.contents(batch));
        }
        assertEquals(List.of(), Compacting.of(batch).compact().compaction.faults());
        assertFalse(compacted().isEmpty());
        assertEquals(contents, Compacting.contents(batch));
    }

    @Test
    void aRunThatIsDueFindsWhatIsJoinedSoFarPublished() throws Exception {
        batch.hours(25, 1);
        batch.run(Batch.NEXT);
        Compacting process = Compacting.of(batch);
        process.compaction.begin();
        while (compacted().isEmpty()) {
            assertTrue(process.compaction.step());
        }
        assertEquals(List.of(), Compacting.listed(batch).replaced());
        process.compaction.finish();
        assertEquals(1, Compacting.listed(batch).replaced().size());
        assertFalse(process.compaction.step(), "the rest is for the next time");
        batch.hours(3, 2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        assertEquals(List.of(), process.compact().compaction.faults());
        batch.check(Trip.model(), "gone on");
    }

    @Test
    void whatWasSweptBeforeItWasNamedIsNotNamed() throws Exception {
        batch.hours(25, 1);
        batch.run(Batch.NEXT);
        List<List<String>> contents = Compacting.contents(batch);
        Compacting still = Compacting.of(batch);
        still.compaction.begin();
        while (compacted().isEmpty()) {
            assertTrue(still.compaction.step());
        }
        assertTrue(Compacting.of(batch).sweep() > 0, "another process takes it for what a killed one left");
        still.compaction.finish();
        assertEquals(List.of(), Compacting.listed(batch).replaced());
        assertEquals(contents, Compacting.contents(batch));
        Compacting.checkChains(batch, "swept");
        assertEquals(List.of(), still.compact().compaction.faults());
        assertEquals(contents, Compacting.contents(batch));
    }

    @Test
    void smallFilesStayWhileWhatIsNamedInTheirPlaceIsNotThere() throws Exception {
        batch.hours(12, 1);
        batch.run(Batch.NEXT);
        List<List<String>> contents = Compacting.contents(batch);
        Compacting process = Compacting.of(batch).compact();
        Set<String> small = Compacting.unnamed(batch);
        assertFalse(small.isEmpty());
        Path joined = compacted().get(0);
        byte[] whole = Files.readAllBytes(joined);
        Files.delete(joined);
        process.sweep();
        assertEquals(small, Compacting.unnamed(batch));
        Files.write(joined, whole);
        process.sweep();
        assertEquals(Set.of(), Compacting.unnamed(batch));
        assertEquals(contents, Compacting.contents(batch));
    }

    @Test
    void joinedFilesOutlastALossOfManifests() throws Exception {
        batch.hours(12, 1);
        batch.run(Batch.NEXT);
        Compacting.of(batch).compact().sweep();
        assertEquals(Set.of(), Compacting.unnamed(batch));
        List<Path> joined = compacted();
        assertFalse(joined.isEmpty());
        DirectoryTree.delete(directory.resolve("root/manifests"));
        Compacting.of(batch).sweep();
        assertEquals(joined, compacted());
    }
}
