package io.tidemark.batch.run;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.keep.ArchiveSweep;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that is kept for some hours: what every view has gone past goes, and nothing else, and no name is free again. */
class ArchiveRetentionTest {
    private static final Duration KEPT = Duration.ofHours(5);

    @TempDir
    Path directory;

    private Batch batch;

    @BeforeEach
    void keepSome() {
        batch = new Batch(directory).withLists(new ListSettings(2, 4, 3, 16)).keepingArchive(KEPT);
    }

    /** Hours of trips of which all can be read, each of its own moment. */
    private void hours(int hours) {
        hours(hours, 3);
    }

    /** @param partitions so many of them, the others are silent */
    private void hours(int hours, int partitions) {
        for (int i = 0; i < hours * 6; i++) {
            batch.clock.advance(Duration.ofMinutes(10));
            for (int partition = 0; partition < partitions; partition++) {
                batch.append(partition, 2);
            }
        }
        batch.archived();
    }

    private Storage on(FlakyFileSystem files) {
        return Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
    }

    private int sweep(Storage storage) {
        ManifestStore manifests = batch.manifests(storage);
        // What was written is older than any grace by this clock.
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        Archive archive = new Archive(storage, manifests);
        return new Sweep(
                        storage,
                        manifests,
                        later,
                        batch.keep(),
                        BatchInterval.HOURLY,
                        new Sweep.Others(new ArchiveSweep(archive), () -> Long.MAX_VALUE))
                .sweep();
    }

    private ListedArchive listed() {
        return batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
    }

    private long first(int partition) {
        return listed().chain(batch.partition(partition)).orElseThrow().first();
    }

    private long oldestFile(int partition) {
        List<String> files = batch.storage().list("archive/" + Trip.TOPIC + "/p" + partition);
        String name = files.get(0).substring(files.get(0).lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    @Test
    void whatIsOldAndPassedByEveryViewIsForgottenThenDeletedAndRunsGoOn() throws Exception {
        hours(4);
        batch.run(Batch.NEXT);
        assertEquals(0, first(0), "nothing is old");
        hours(12);
        batch.run(Batch.NEXT);
        hours(1);
        batch.run(Batch.NEXT);
        long first = first(0);
        assertTrue(first > 0, () -> listed().toString());
        // A manifest that is kept names them still; the next sweep deletes that manifest, and them with it.
        assertTrue(sweep(batch.storage()) > 0);
        assertEquals(first, oldestFile(0));
        for (int partition = 0; partition < 3; partition++) {
            PartitionId id = batch.partition(partition);
            Archive archive = new Archive(batch.storage());
            assertEquals(first(partition), archive.chain(id).get(0).offsets().first());
            assertEquals(
                    archive.chain(id).size(), archive.tail(id).orElseThrow().count());
        }
        hours(3);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        batch.check(Trip.model(), "what views have of it stays");
    }

    @Test
    void noWriterEverWritesANameAgainThoughTheLogStillHasTheRecords() throws Exception {
        hours(16);
        batch.run(Batch.NEXT);
        hours(2);
        batch.run(Batch.NEXT);
        sweep(batch.storage());
        long first = first(0);
        assertTrue(first > 0);
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withInterval(BatchInterval.HOURLY);
        ArchiveWriter another =
                new ArchiveWriter(Trip.model().streams(), batch.storage(), batch.log, settings, batch.clock);
        InMemoryLogReader reader = batch.log.reader(another, 1000);
        for (int partition = 0; partition < 3; partition++) {
            reader.add(batch.partition(partition));
        }
        batch.clock.advance(Duration.ofHours(2));
        for (int i = 0; i < 5; i++) {
            another.step(reader, Duration.ZERO);
        }
        assertEquals(first, oldestFile(0));
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        batch.check(Trip.model(), "another writer went on");
    }

    @Test
    void aWallClockThatIsAheadMakesNobodyForgetWhatIsNew() throws Exception {
        hours(4);
        batch.run(Batch.NEXT);
        hours(2);
        batch.clock.advance(Duration.ofDays(400));
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        ListedArchive listed = listed();
        assertTrue(listed.chains().values().stream().allMatch(chain -> chain.first() == 0), listed::toString);
        assertEquals(ListedArchive.Forgotten.NONE, listed.forgotten());
    }

    @Test
    void aViewThatStandsStillKeepsWhatItNeeds() throws Exception {
        hours(3);
        RunRequest one = new RunRequest.Incremental(Set.of("by-origin"), RunRequest.Cut.EPOCH, false);
        batch.run(Batch.NEXT);
        // It is of the model, however long it stands.
        batch.clock.advance(batch.keep().versions().plusDays(1));
        hours(14);
        // All but one go on.
        batch.run(one);
        hours(1);
        batch.run(one);
        AggregationView other = batch.manifests(batch.storage()).newest().views().values().stream()
                .filter(view -> !view.aggregation().equals("by-origin"))
                .findFirst()
                .orElseThrow();
        for (int partition = 0; partition < 3; partition++) {
            assertTrue(first(partition) <= other.tidemark().offset(batch.partition(partition)));
        }
        sweep(batch.storage());
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        batch.check(Trip.model(), "it goes on too");
    }

    @Test
    void aRecomputeOfWhatIsKeptNoMoreIsRefusedWithTheTimeAndOneOfTheRestIsNot() throws Exception {
        hours(16);
        batch.run(Batch.NEXT);
        hours(2);
        batch.run(Batch.NEXT);
        sweep(batch.storage());
        List<RunFailure> refused = batch.run(Batch.ALL_AGAIN).failures();
        assertFalse(refused.isEmpty());
        Instant from = Instant.ofEpochMilli(listed().forgotten().endMillis());
        for (RunFailure failure : refused) {
            assertEquals("TM-RUN-014", failure.fault().code(), failure::toString);
            assertTrue(failure.fault().fault().contains(from.toString()), failure::toString);
        }
        TimeRange rest = TimeRange.of(from.plus(Duration.ofHours(1)), batch.clock.instant());
        assertEquals(
                List.of(),
                batch.run(new RunRequest.Recompute(Set.of("by-origin"), rest)).failures());
        batch.check(Trip.model(), "the rest was recomputed");
    }

    /** By the other of the two times that these trips have: their delay is one, in milliseconds. */
    private static Model byOtherTime() {
        return Model.of(model -> model.aggregation("by-origin")
                .over(model.stream(Trip.TOPIC, Trip.class).eventTimeMillis(Trip::delay))
                .groupBy("origin", Trip::origin)
                .tile(Duration.ofHours(1))
                .metric("trips", count()));
    }

    @Test
    void whatIsForgottenByOneFieldIsNotTakenForWhatIsForgottenByAnother() throws Exception {
        // What happened early and landed long after is in the oldest files.
        Instant landed = batch.clock.instant().plus(Duration.ofHours(16));
        for (int partition = 0; partition < 3; partition++) {
            byte[] value = new Trip(batch.clock.instant(), "late", landed.toEpochMilli()).json();
            batch.log.append(Trip.TOPIC, partition, batch.clock.millis(), value);
        }
        hours(16);
        batch.run(Batch.NEXT);
        batch.run(byOtherTime(), Batch.NEXT);
        hours(2);
        batch.run(Batch.NEXT);
        batch.run(byOtherTime(), Batch.NEXT);
        hours(1);
        batch.run(Batch.NEXT);
        assertTrue(first(0) > 0, () -> listed().toString());
        assertTrue(listed().forgotten().endMillis()
                < landed.minus(Duration.ofHours(1)).toEpochMilli());
        TimeRange late = TimeRange.of(landed.minus(Duration.ofHours(1)), landed.plus(Duration.ofHours(1)));
        List<RunFailure> refused = batch.run(byOtherTime(), new RunRequest.Recompute(Set.of(), late))
                .failures();
        assertEquals("TM-RUN-014", refused.get(0).fault().code());
        batch.check(byOtherTime(), "nothing of it is lost");
        assertEquals(
                List.of(),
                batch.run(new RunRequest.Recompute(Set.of("by-origin"), late)).failures());
        batch.check(Trip.model(), "and by the first field it is known");
    }

    @Test
    void aNewDefinitionBeginsWithAGapWhereTheArchiveIsKeptNoMore() throws Exception {
        Model old = Trip.model();
        hours(16);
        batch.run(Batch.NEXT);
        hours(2);
        batch.run(Batch.NEXT);
        sweep(batch.storage());
        long first = first(0);
        // Nobody has a view of it: as if its definition had changed.
        ManifestStore manifests = batch.manifests(batch.storage());
        ViewId id = old.aggregation("by-origin").orElseThrow().id();
        manifests.forget(Set.of("by-origin"), Set.of());
        hours(2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        AggregationView anew =
                batch.manifests(batch.storage()).newest().view(id).orElseThrow();
        Gap gap = anew.gaps().stream()
                .filter(each -> each.partition().equals(batch.partition(0)))
                .findFirst()
                .orElseThrow();
        assertEquals(0, gap.offsets().first());
        assertEquals(first, gap.offsets().end());
        batch.check(old, "it has what is kept");
    }

    @Test
    void aNewDefinitionIsNotHeldBackByAPartitionOfWhichNothingIsKept() throws Exception {
        hours(4);
        for (int i = 0; i < 4; i++) {
            hours(4, 2);
            batch.run(Batch.TO_THE_END);
        }
        ListedArchive.Chain silent = listed().chain(batch.partition(2)).orElseThrow();
        assertEquals(silent.end().offset(), silent.first());
        batch.manifests(batch.storage()).forget(Set.of("by-origin"), Set.of());
        hours(2, 2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        AggregationView anew = batch.view("by-origin");
        assertEquals(silent.end(), anew.tidemark().at(batch.partition(2)));
        assertTrue(anew.gaps().stream()
                .anyMatch(gap -> gap.partition().equals(batch.partition(2))
                        && gap.offsets().equals(new OffsetRange(0, silent.first()))));
        batch.check(Trip.model(), "it has what is kept");
        hours(2);
        assertEquals(List.of(), batch.run(Batch.TO_THE_END).failures());
        batch.check(Trip.model(), "and what comes there later");
    }

    @Test
    void aPartitionThatIsNeverOldKeepsNothingOfTheOthers() throws Exception {
        List<Long> firsts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long ahead = batch.clock.instant().plus(Duration.ofDays(1000)).toEpochMilli();
            for (int record = 0; record < 6; record++) {
                byte[] value = new Trip(batch.clock.instant(), "ahead", record).json();
                batch.log.append(Trip.TOPIC, 2, ahead + record, value);
            }
            hours(5, 2);
            assertEquals(List.of(), batch.run(Batch.TO_THE_END).failures());
            firsts.add(first(0));
            assertNoHoles();
        }
        assertEquals(0, first(2));
        assertTrue(firsts.get(3) > firsts.get(2), firsts::toString);
        assertTrue(firsts.get(4) > firsts.get(3), firsts::toString);
        assertTrue(firsts.get(5) > firsts.get(4), firsts::toString);
        batch.check(Trip.model(), "what views have of it stays");
    }

    private void assertNoHoles() {
        Archive archive = new Archive(batch.storage());
        for (int partition = 0; partition < 3; partition++) {
            long next = listed().chain(batch.partition(partition))
                    .map(ListedArchive.Chain::first)
                    .orElse(0L);
            for (ArchiveFile file : archive.chain(batch.partition(partition))) {
                assertEquals(next, file.offsets().first(), file.path());
                next = file.offsets().end();
            }
        }
    }

    @Test
    void aViewOfAnAggregationThatIsDefinedNoMoreHoldsNothingForLong() throws Exception {
        hours(4);
        batch.run(Batch.NEXT);
        AggregationView left = batch.view("all-time");
        long passed = left.tidemark().offset(batch.partition(0));
        for (int i = 0; i < 3; i++) {
            hours(6);
            assertEquals(List.of(), batch.run(byOtherTime(), Batch.NEXT).failures());
        }
        assertTrue(first(0) <= passed, "it may come back");
        batch.clock.advance(batch.keep().versions());
        for (int i = 0; i < 2; i++) {
            hours(2);
            assertEquals(List.of(), batch.run(byOtherTime(), Batch.NEXT).failures());
        }
        assertTrue(first(0) > passed, () -> listed().toString());
        ManifestStore manifests = batch.manifests(batch.storage());
        assertEquals(left, manifests.newest().view(left.id()).orElseThrow(), "it answers as it did");
        sweep(batch.storage());
        hours(2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        batch.check(Trip.model(), "it has come back, with a gap");
    }

    @Test
    void aKillAtAnyStepLeavesAllThatIsNeededAndTheNextGoesOnFromThere() throws Exception {
        hours(16);
        batch.run(Batch.NEXT);
        hours(1);
        boolean isWhole = false;
        int kills = 0;
        for (int operation = 0; !isWhole; operation += 1 + operation / 4) {
            try {
                batch.runOn(on(new FlakyFileSystem().killedAt(operation)), Trip.model())
                        .execute("killed" + operation, 1, Batch.NEXT, Progress.UNHEARD);
                isWhole = true;
            } catch (FlakyFileSystem.Killed expected) {
                kills++;
            }
            batch.check(Trip.model(), "a run was killed at " + operation);
        }
        assertTrue(first(0) > 0);
        isWhole = false;
        for (int operation = 0; !isWhole; operation += 1 + operation / 4) {
            try {
                sweep(on(new FlakyFileSystem().killedAt(operation)));
                isWhole = true;
            } catch (FlakyFileSystem.Killed expected) {
                kills++;
            }
            batch.check(Trip.model(), "a sweep was killed at " + operation);
        }
        assertTrue(kills > 10, kills + " kills");
        assertEquals(first(0), oldestFile(0));
        hours(2);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        batch.check(Trip.model(), "and on");
    }
}
