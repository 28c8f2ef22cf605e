package io.tidemark.batch.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ListPart;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.ManualClock;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final RunRequest AGAIN = new RunRequest.Recompute(Set.of("all-time"), TimeRange.ALL);
    private static final int KEPT = 2;

    @TempDir
    Path directory;

    @Test
    void onlyWhatNoKeptManifestNamesAndIsOldIsDeleted() throws Exception {
        Batch batch =
                new Batch(directory).withLists(new ListSettings(1, 2, 3, 8)).hours(8, 1);
        batch.run(Batch.NEXT);
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        // File times are the machine's; the sweep's clock is made to be far ahead of them.
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        ManifestStore manifests = batch.manifests(batch.storage());
        // What the archive has not finished is older than any by that clock; here nobody goes on with it.
        sweep(batch, later, Duration.ofDays(40_000));
        assertEquals(0, sweep(batch, later, Duration.ofDays(40_000)));

        assertTrue(sweep(batch, later, Duration.ofDays(1)) > 0);
        assertEquals(KEPT, manifests.numbers().size());
        Set<String> needed = new TreeSet<>();
        Set<String> lists = new TreeSet<>();
        for (long number : manifests.numbers()) {
            Manifest manifest = manifests.manifest(number).orElseThrow();
            for (AggregationView view : manifest.views().values()) {
                view.files().stream().map(ViewFile::path).forEach(needed::add);
                view.content()
                        .sections()
                        .forEach(section -> lists.add(section.list().path()));
            }
            manifest.archive(Trip.TOPIC)
                    .sections()
                    .forEach(section -> lists.add(section.list().path()));
        }
        assertFalse(lists.isEmpty());
        assertEquals(lists, new TreeSet<>(batch.storage().list("lists")));
        assertEquals(needed, viewFiles());
        batch.check(Trip.model(), "swept");
        assertEquals(0, sweep(batch, later, Duration.ofDays(1)));
    }

    @Test
    void whatASlowWriterIsAtStaysHoweverOldAndWhatADeadOneWasAtGoesSoon() throws Exception {
        Batch batch = new Batch(directory);
        Storage slow = batch.storage();
        Storage dead = batch.storage();
        Storage ours = batch.storage();
        List<String> unfinished = new ArrayList<>();
        for (Storage writer : List.of(slow, dead, ours)) {
            unfinished.add(writer.temporary("archive/p0"));
            writer.output(unfinished.get(unfinished.size() - 1)).create(0).close();
        }
        // By its clock all of them are a year old.
        ManualClock clock = new ManualClock(Instant.now().plus(Duration.ofDays(400)));
        Sweep ofSlow = sweep(batch, slow, clock, Duration.ofDays(1));
        Sweep ofOurs = sweep(batch, ours, clock, Duration.ofDays(1));
        ofSlow.beat();
        sweep(batch, dead, clock, Duration.ofDays(1)).beat();
        ofOurs.beat();
        assertEquals(0, ofOurs.sweep());
        for (int i = 0; i < 10; i++) {
            clock.advance(Sweep.SILENCE.dividedBy(10));
            ofSlow.beat();
            ofOurs.beat();
        }

        assertEquals(1, ofOurs.sweep());
        assertEquals(Set.of(unfinished.get(0), unfinished.get(2)), Set.copyOf(ours.list("tmp")));
        assertEquals(
                Set.of("control/writers/" + slow.writer(), "control/writers/" + ours.writer()),
                Set.copyOf(ours.list("control/writers")));
        ofSlow.end();
        assertEquals(List.of("control/writers/" + ours.writer()), ours.list("control/writers"));
    }

    @Test
    void aManifestOfAClockThatWasAheadKeepsNoOther() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.clock.advance(Duration.ofDays(4000));
        batch.run(Batch.NEXT);
        batch.clock.advance(Duration.ofDays(-4000));
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        sweep(batch, later, Duration.ofDays(1));
        assertEquals(List.of(4L, 5L), batch.manifests(batch.storage()).numbers());
        batch.check(Trip.model(), "swept");
    }

    @Test
    void aDamagedManifestKeepsNoOtherOnceItIsOld() throws Exception {
        Batch batch =
                new Batch(directory).withLists(new ListSettings(1, 2, 3, 8)).hours(8, 1);
        batch.run(Batch.NEXT);
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        Files.writeString(directory.resolve("root/manifests/00000000000000000002.json"), "{");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        sweep(batch, later, Duration.ofDays(1));
        assertEquals(List.of(4L, 5L), batch.manifests(batch.storage()).numbers());
    }

    @Test
    void ofAViewWhoseListIsDamagedAllIsKeptAndOfTheOthersWhatIsNeeded() throws Exception {
        Batch batch =
                new Batch(directory).withLists(new ListSettings(1, 2, 3, 8)).hours(8, 1);
        batch.run(Batch.NEXT);
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        ManifestStore manifests = batch.manifests(batch.storage());
        Set<String> needed = new TreeSet<>();
        for (long number : List.of(4L, 5L)) {
            for (AggregationView view :
                    manifests.manifest(number).orElseThrow().views().values()) {
                view.files().stream().map(ViewFile::path).forEach(needed::add);
            }
        }
        Set<String> before = viewFiles();
        ListPart part = manifests
                .newest()
                .versions("by-minute")
                .get(0)
                .content()
                .sections()
                .get(0)
                .list();
        Path list = directory.resolve("root").resolve(part.path());
        byte[] damaged = Files.readAllBytes(list);
        damaged[(int) part.first() + 1] ^= 1;
        Files.write(list, damaged);

        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        assertTrue(sweep(batch, later, Duration.ofDays(1)) > 0);
        assertEquals(KEPT, manifests.numbers().size());
        assertEquals(needed, viewFiles());
        assertTrue(needed.size() < before.size());
    }

    @Test
    void aManifestThatAFollowerIsAtStaysWithAllThatCameAfterItHoweverOld() throws Exception {
        Batch batch = new Batch(directory).hours(8, 1);
        batch.run(Batch.NEXT);
        for (int i = 0; i < 6; i++) {
            batch.run(AGAIN);
        }
        ManifestStore manifests = batch.manifests(batch.storage());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        List<Long> all = manifests.numbers();
        for (long needed : new long[] {0, all.get(2)}) {
            new Sweep(
                            batch.storage(),
                            manifests,
                            later,
                            new KeepSettings(1, Duration.ofDays(1), Duration.ofDays(7)),
                            BatchInterval.HOURLY,
                            new Sweep.Others(kept -> 0, () -> needed))
                    .sweep();
            List<Long> kept = manifests.numbers();
            assertEquals(needed == 0 ? all : all.subList(2, all.size()), kept);
            Set<String> files = new TreeSet<>();
            for (long number : kept) {
                manifests.manifest(number).orElseThrow().views().values().forEach(view -> view.files().stream()
                        .map(ViewFile::path)
                        .forEach(files::add));
            }
            assertEquals(files, viewFiles());
        }
    }

    private static int sweep(Batch batch, Clock clock, Duration grace) {
        return sweep(batch, batch.storage(), clock, grace).sweep();
    }

    private static Sweep sweep(Batch batch, Storage storage, Clock clock, Duration grace) {
        return new Sweep(
                storage,
                batch.manifests(storage),
                clock,
                new KeepSettings(KEPT, grace, Duration.ofDays(7)),
                BatchInterval.HOURLY);
    }

    private Set<String> viewFiles() throws Exception {
        Path root = directory.resolve("root");
        try (Stream<Path> files = Files.walk(root.resolve("views"))) {
            return new TreeSet<>(files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList());
        }
    }
}
