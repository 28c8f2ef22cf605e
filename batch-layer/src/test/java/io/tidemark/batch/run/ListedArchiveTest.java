package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Tail;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.CountingFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run went past lies in lists that its manifest refers to, and is read when somebody asks for it. */
class ListedArchiveTest {
    private static final ListSettings LISTS = new ListSettings(2, 4, 6, 256);

    @TempDir
    Path directory;

    private Storage on(CountingFileSystem files) {
        return Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toUri()));
    }

    private long of(String below, List<String> paths) {
        return below(below, paths).count();
    }

    private Stream<String> below(String folder, List<String> paths) {
        String prefix = directory.resolve("root").resolve(folder) + "/";
        return paths.stream().filter(path -> path.contains(prefix));
    }

    @Test
    void whoBeginsOpensNoMoreFilesThanCameSinceTheTidemarkHoweverLongTheArchiveIs() throws Exception {
        Batch batch = new Batch(directory).withLists(LISTS);
        long[] opened = new long[2];
        for (int i = 0; i < 2; i++) {
            batch.hours(12, i);
            batch.run(Batch.NEXT);
            CountingFileSystem files = new CountingFileSystem();
            Storage storage = on(files);
            ManifestStore manifests = batch.manifests(storage);
            Archive archive = new Archive(storage, manifests);
            SortedMap<PartitionId, Tail> tails = archive.tails(Trip.TOPIC, archive.listed(Trip.TOPIC));
            assertEquals(3, tails.size());
            assertTrue(tails.get(batch.partition(0)).count() > 8 * (i + 1), tails::toString);
            opened[i] = of("archive", files.opened());
            assertEquals(0, of("lists", files.opened()), "no list is read for where the chains end");
            assertEquals(0, of("views", files.opened()));
            assertTrue(files.opened().size() <= 15, () -> files.opened().toString());
            for (PartitionId partition : tails.keySet()) {
                assertEquals(
                        archive.chain(partition).size(), tails.get(partition).count(), "the lists tell all of it");
            }
        }
        assertTrue(opened[1] <= 9, "behind the tidemark there are few: " + opened[1]);
        batch.check(Trip.model(), "listed");
    }

    @Test
    void aRunThatGoesOnReadsNoListOfTheArchiveAndWritesTheLastOfEachViewAnew() throws Exception {
        Batch batch = new Batch(directory).withLists(LISTS).hours(40, 1);
        batch.run(Batch.NEXT);
        Manifest before = batch.manifests(batch.storage()).newest();
        batch.hours(3, 2);
        CountingFileSystem files = new CountingFileSystem();
        batch.runOn(on(files), Trip.model()).execute("next", 1, Batch.NEXT, Progress.UNHEARD);
        Set<String> archives = Set.copyOf(before.archive(Trip.TOPIC).sections().stream()
                .map(section -> section.list().path())
                .toList());
        Manifest after = batch.manifests(batch.storage()).newest();
        assertEquals(before.number() + 1, after.number(), "one manifest for all of a run");
        boolean isAnyKept = false;
        for (AggregationView view : before.views().values()) {
            List<ViewFiles.Section> kept =
                    after.view(view.id()).orElseThrow().content().sections();
            for (ViewFiles.Section section : view.content().sections()) {
                isAnyKept |= kept.contains(section);
            }
        }
        assertTrue(isAnyKept, "a list in which nothing changed is referred to as it is");
        assertFalse(archives.isEmpty());
        long beyond = below("archive", files.opened()).distinct().count();
        assertTrue(beyond <= 15, () -> "archive files read: " + beyond);
        batch.check(Trip.model(), "gone on");
    }

    @Test
    void aRecomputeReadsTheListsThatMayHoldItsRangeAndComesToTheSame() throws Exception {
        Batch batch = new Batch(directory).withLists(new ListSettings(2, 4, 6, 16));
        for (int i = 0; i < 4; i++) {
            batch.hours(10, i);
            batch.run(Batch.NEXT);
        }
        ListedArchive listed = batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
        assertTrue(listed.sections().size() > 2, listed::toString);
        TimeRange range = TimeRange.of(Batch.START, Batch.START.plus(Duration.ofHours(3)));
        assertEquals(
                List.of(),
                batch.run(new RunRequest.Recompute(Set.of("by-origin"), range)).failures());
        batch.check(Trip.model(), "a range again");
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "all again");
    }

    @Test
    void aFileThatIsPutBackInThePlaceOfAListedGapIsSeen() throws Exception {
        Batch batch = new Batch(directory).hours(10, 1);
        batch.run(Batch.NEXT);
        PartitionId partition = batch.partition(0);
        List<ArchiveFile> chain = new Archive(batch.storage()).chain(partition);
        Path lost = directory.resolve("root").resolve(chain.get(0).path());
        byte[] content = Files.readAllBytes(lost);
        Files.delete(lost);
        batch.log.truncate(Trip.TOPIC, 0, chain.get(chain.size() - 1).offsets().first());
        archivedByAnother(batch);
        batch.withLists(LISTS).hours(4, 2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        ListedArchive listed = batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
        assertEquals(1, listed.gaps().size());
        List<String> refused = batch.run(Batch.ALL_AGAIN).failures().stream()
                .map(RunFailure::fault)
                .map(Fault::code)
                .distinct()
                .toList();
        assertEquals(List.of("TM-RUN-003"), refused);
        batch.check(Trip.model(), "what was made before stays");

        Files.write(lost, content);
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        assertEquals(List.of(), batch.runOn(batch.storage(), Trip.model()).warnings());
        batch.check(Trip.model(), "put back");
    }

    private static void archivedByAnother(Batch batch) {
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withInterval(BatchInterval.HOURLY);
        ArchiveWriter writer =
                new ArchiveWriter(Trip.model().streams(), batch.storage(), batch.log, settings, batch.clock);
        InMemoryLogReader reader = batch.log.reader(writer, 1000);
        reader.add(batch.partition(0));
        for (int i = 0; i < 5; i++) {
            writer.step(reader, Duration.ZERO);
        }
    }

    @Test
    void aListThatIsDamagedIsAFaultOfTheFileAndNothingIsPublishedFromIt() throws Exception {
        Batch batch = new Batch(directory).withLists(LISTS).hours(10, 1);
        batch.run(Batch.NEXT);
        long number = batch.manifests(batch.storage()).newest().number();
        String path = batch.manifests(batch.storage())
                .newest()
                .archive(Trip.TOPIC)
                .sections()
                .get(0)
                .list()
                .path();
        Path list = directory.resolve("root").resolve(path);
        byte[] whole = Files.readAllBytes(list);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(list, damaged);
        List<RunFailure> failures = batch.run(Batch.ALL_AGAIN).failures();
        assertFalse(failures.isEmpty());
        for (RunFailure failure : failures) {
            assertEquals("TM-STO-002", failure.fault().code(), failure::toString);
            assertEquals(path, failure.fault().place());
        }
        assertEquals(number, batch.manifests(batch.storage()).newest().number());
        Files.write(list, whole);
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "mended");
    }

    @Test
    void aListOfTheArchiveThatIsDamagedOrGoneHoldsUpNoViewAndIsAFaultUntilItIsMended() throws Exception {
        Batch batch = new Batch(directory)
                .withLists(new ListSettings(64, 64, 3, 64))
                .keepingArchive(Duration.ofHours(5))
                .hours(5, 1);
        batch.run(Batch.NEXT);
        ListedArchive before = batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
        String path = before.sections().get(0).list().path();
        Path list = directory.resolve("root").resolve(path);
        byte[] whole = Files.readAllBytes(list);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Run run = batch.runOn(batch.storage(), Trip.model());
        for (int i = 0; i < 2; i++) {
            if (i == 0) {
                Files.write(list, damaged);
            } else {
                Files.delete(list);
            }
            long number = batch.manifests(batch.storage()).newest().number();
            batch.hours(7, 2 + i);
            RunResult result = run.execute("next" + i, 1, Batch.NEXT, Progress.UNHEARD);
            assertEquals(List.of(), result.failures());
            assertEquals(number + 1, result.manifest());
            assertEquals(
                    List.of(path), run.warnings().stream().map(Fault::place).toList());
            batch.check(Trip.model(), "a list of the archive cannot be read");
        }
        Files.write(list, whole);
        batch.hours(4, 4);
        assertEquals(
                List.of(),
                run.execute("mended", 1, Batch.NEXT, Progress.UNHEARD).failures());
        assertEquals(List.of(), run.warnings());
        ListedArchive after = batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
        PartitionId partition = batch.partition(0);
        assertTrue(
                after.chain(partition).orElseThrow().end().offset()
                        > before.chain(partition).orElseThrow().end().offset(),
                after::toString);
        batch.check(Trip.model(), "mended");
    }

    @Test
    void whatIsListedBehindAListThatCannotBeReadTakesItNotIn() throws Exception {
        Batch batch =
                new Batch(directory).withLists(new ListSettings(64, 64, 3, 64)).hours(5, 1);
        batch.run(Batch.NEXT);
        ListedArchive before = batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
        Path list = directory
                .resolve("root")
                .resolve(before.sections().get(0).list().path());
        byte[] whole = Files.readAllBytes(list);
        Files.delete(list);
        batch.hours(4, 2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        ListedArchive after = batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
        assertEquals(before.sections(), after.sections().subList(0, 1));
        assertEquals(2, after.sections().size());
        Files.write(list, whole);
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "put back");
    }

    @Test
    void aRunListsNoMoreFilesThanOneListHasTheFirstOfEachChainAndTheNextGoesOnThere() throws Exception {
        int most = 7;
        Batch batch = new Batch(directory)
                .withLists(new ListSettings(64, 64, 3, most))
                .hours(10, 1);
        for (int run = 1; run <= 3; run++) {
            batch.run(Batch.NEXT);
            ManifestStore manifests = batch.manifests(batch.storage());
            ListedArchive listed = manifests.newest().archive(Trip.TOPIC);
            long files = 0;
            for (int p = 0; p < 3; p++) {
                PartitionId partition = batch.partition(p);
                long ofChain = listed.chain(partition).orElseThrow().files();
                assertTrue(ofChain >= run * (most / 3), listed::toString);
                files += ofChain;
                Archive archive = new Archive(batch.storage(), manifests);
                List<ArchiveFile> chain = archive.chain(partition);
                assertEquals(archive.tail(partition).orElseThrow().count(), chain.size());
                long end = 0;
                for (ArchiveFile file : chain) {
                    assertEquals(end, file.offsets().first(), "no hole");
                    end = file.offsets().end();
                }
            }
            assertEquals(run * most, files);
            assertTrue(listed.sections().stream().allMatch(section -> section.files() <= most), listed::toString);
            batch.hours(2, 1 + run);
        }
        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures());
        batch.check(Trip.model(), "listed run by run");
    }
}
