package io.tidemark.batch.run;

import static io.tidemark.batch.Batch.ALL_AGAIN;
import static io.tidemark.batch.Batch.NEXT;
import static io.tidemark.batch.Batch.TO_THE_END;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.FailingEngine;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private static final Model MODEL = Trip.model();

    @TempDir
    Path directory;

    private Batch batch;

    @BeforeEach
    void open() {
        batch = new Batch(directory);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void runAfterRunAViewIsThePlainFoldOfWhatIsLeftOfItsTidemark(long seed) throws Exception {
        batch.withMemoryRows(seed % 2 == 0 ? 100 : 100_000);
        for (int step = 0; step < 3; step++) {
            batch.hours(3, seed * 10 + step);
            RunResult result = batch.run(step == 1 ? TO_THE_END : NEXT);
            assertEquals(MODEL.aggregations().size(), result.published().size(), result::toString);
            batch.check(MODEL, "seed " + seed + ", step " + step);
        }
        Tidemark before = batch.tidemark("by-origin");
        batch.run(ALL_AGAIN);
        assertEquals(before, batch.tidemark("by-origin"));
        batch.check(MODEL, "seed " + seed + ", recomputed");
    }

    @Test
    void spillingChangesNothing() throws Exception {
        batch.hours(5, 7);
        batch.run(NEXT);
        AggregationDefinition<?> definition = MODEL.aggregation("by-origin").orElseThrow();
        var inMemory = batch.results(definition, batch.view("by-origin"));
        batch.withMemoryRows(40).run(ALL_AGAIN);
        assertEquals(inMemory, batch.results(definition, batch.view("by-origin")));
        try (var left = Files.list(directory.resolve("spill"))) {
            assertFalse(left.findAny().isPresent());
        }
    }

    @Test
    void withoutNewWholeEpochsNothingIsPublished() throws Exception {
        batch.hours(3, 1);
        batch.run(NEXT);
        RunResult again = batch.run(NEXT);
        assertEquals(List.of(), again.published());
        assertEquals(0, again.manifest());
    }

    @Test
    void onlySlicesThatWereTouchedAreRewritten() throws Exception {
        batch.hours(4, 3);
        batch.run(NEXT);
        batch.clock.advance(Duration.ofDays(5));
        batch.hours(3, 4);
        batch.run(NEXT);
        List<ViewFile> before = batch.view("by-origin").files();
        batch.hours(3, 5);
        batch.run(NEXT);
        List<ViewFile> after = batch.view("by-origin").files();
        assertTrue(after.contains(before.get(0)));
        assertFalse(after.contains(before.get(before.size() - 1)));
        batch.check(MODEL, "after five days");
    }

    @Test
    void aRecomputeReplacesWholeTilesOfItsRangeAndNothingElse() throws Exception {
        batch.hours(4, 5);
        batch.run(NEXT);
        AggregationView before = batch.view("by-origin");
        long first = Batch.START.plus(Duration.ofMinutes(90)).toEpochMilli();
        TimeRange range = new TimeRange(first, first + 1);
        RunResult result = batch.run(new RunRequest.Recompute(Set.of("by-origin"), range));
        assertEquals(List.of("by-origin"), result.published());
        AggregationView after = batch.view("by-origin");
        Set<ViewFile> changed = new HashSet<>(after.files());
        before.files().forEach(changed::remove);
        assertEquals(1, changed.size());
        assertTrue(changed.iterator().next().tiles().contains(first));
        batch.check(MODEL, "recomputed");
    }

    @Test
    void aRecomputeMendsWhatIsWrongInItsRange() throws Exception {
        batch.hours(4, 5);
        batch.run(NEXT);
        // A view that lost its files is wrong in every tile.
        AggregationView right = batch.view("by-origin");
        AggregationView wrong = new AggregationView(
                right.aggregation(),
                right.fingerprint(),
                right.since(),
                right.tidemark(),
                List.of(),
                right.gaps(),
                right.horizon(),
                "wrong");
        var manifests = batch.manifests(batch.storage());
        manifests.publish(manifests.newest(), wrong);
        batch.run(new RunRequest.Recompute(Set.of("by-origin"), TimeRange.ALL));
        batch.check(MODEL, "mended");
    }

    @Test
    void aChangedDefinitionIsBuiltFromTheWholeArchiveBesideTheOld() throws Exception {
        batch.hours(3, 8);
        batch.run(NEXT);
        AggregationView old = batch.view("by-origin");
        batch.hours(3, 9);
        batch.run(Trip.changedModel(), NEXT);
        assertNotEquals(old.fingerprint(), batch.view("by-origin").fingerprint());
        batch.check(Trip.changedModel(), "changed");
    }

    @Test
    void processesWithTwoVersionsOfADefinitionKeepBothUp() throws Exception {
        String oldPrint = MODEL.aggregation("by-origin").orElseThrow().fingerprint();
        String newPrint =
                Trip.changedModel().aggregation("by-origin").orElseThrow().fingerprint();
        for (int round = 0; round < 3; round++) {
            batch.hours(2, round);
            batch.run(NEXT);
            batch.run(Trip.changedModel(), NEXT);
            Manifest newest = batch.manifests(batch.storage()).newest();
            assertEquals(
                    newest.viewOrEmpty(new ViewId("by-origin", oldPrint)).tidemark(),
                    newest.viewOrEmpty(new ViewId("by-origin", newPrint)).tidemark());
            batch.check(MODEL, "the old version, round " + round);
            batch.check(Trip.changedModel(), "the new version, round " + round);
        }
        assertEquals(List.of(), batch.run(NEXT).published(), "neither is built anew");
        assertEquals(List.of(), batch.run(Trip.changedModel(), NEXT).published(), "neither is built anew");
    }

    @Test
    void tilesOlderThanTheRetentionAreExpiredAndTheirSlicesGo() throws Exception {
        batch.hours(4, 2);
        batch.run(NEXT);
        ViewFile oldest = batch.view("kept-a-day").files().get(0);
        batch.clock.advance(Duration.ofDays(4));
        batch.hours(4, 3);
        batch.run(NEXT);
        AggregationView view = batch.view("kept-a-day");
        long clock = view.tidemark().positions().values().stream()
                .mapToLong(position -> position.logClockMillis())
                .max()
                .orElseThrow();
        long aDayBefore = clock - Duration.ofDays(1).toMillis();
        assertEquals(aDayBefore - Math.floorMod(aDayBefore, 3_600_000L), view.expiredBeforeMillis());
        assertFalse(view.files().contains(oldest));
        batch.check(MODEL, "expired");
    }

    /** How the file with the bad stamps comes to its end. */
    enum Ended {
        BY_AGE,
        BEFORE_A_GAP
    }

    @ParameterizedTest
    @EnumSource
    void stampsFromTheFutureExpireNothingHoweverTheirFileEnds(Ended ended) throws Exception {
        batch.hours(2, 1);
        long ahead = batch.clock.instant().plus(Duration.ofDays(3650)).toEpochMilli();
        for (int i = 0; i < 3; i++) {
            batch.log.append(Trip.TOPIC, 1, ahead + i, new Trip(batch.clock.instant(), "o", 1).json());
        }
        batch.archived();
        if (ended == Ended.BEFORE_A_GAP) {
            batch.log.truncate(Trip.TOPIC, 1, batch.append(1, 5));
        }
        batch.clock.advance(Duration.ofHours(2));
        batch.archived();
        batch.run(new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, true));
        assertTrue(batch.tidemark("kept-a-day").at(batch.partition(1)).logClockMillis() >= ahead);
        assertTrue(batch.view("kept-a-day").expiredBeforeMillis() < Batch.START.toEpochMilli());
        assertTrue(batch.view("kept-a-day").settledUntilMillis() <= batch.clock.millis());
        batch.check(MODEL, "stamps from the future");
    }

    @Test
    void aSilentTopicsLastWindowsAreSettledByTheWallClock() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        assertTrue(batch.view("by-origin").settledUntilMillis() < batch.clock.millis(), "not all is read yet");

        batch.clock.advance(Duration.ofHours(3));
        batch.archived();
        assertEquals(MODEL.aggregations().size(), batch.run(NEXT).published().size());
        assertEquals(batch.clock.millis(), batch.view("by-origin").settledUntilMillis());
        assertEquals(batch.clock.millis(), batch.view("by-origin").horizon().plannedMillis());

        batch.clock.advance(Duration.ofHours(3));
        assertEquals(List.of(), batch.run(NEXT).published(), "no window that holds anything has ended since");
    }

    @Test
    void aWindowThatEndsInSilenceIsSettledByARunThatHasNothingToFold() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofHours(3));
        Instant later = batch.clock.instant().plus(Duration.ofHours(2));
        batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), new Trip(later, "o", 1).json());
        batch.archived().clock.advance(Duration.ofMinutes(70));
        batch.archived();
        batch.run(NEXT);
        Tidemark before = batch.tidemark("by-origin");
        assertTrue(batch.view("by-origin").settledUntilMillis() < later.toEpochMilli());

        batch.clock.advance(Duration.ofHours(3));
        assertTrue(batch.run(NEXT).published().contains("by-origin"));
        assertEquals(before, batch.tidemark("by-origin"));
        assertEquals(batch.clock.millis(), batch.view("by-origin").settledUntilMillis());
        batch.check(MODEL, "silence");
    }

    @Test
    void aPartitionOfWhichNothingIsKnownSettlesNothing() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofHours(3));
        batch.archived();
        batch.log.addPartitions(Trip.TOPIC, 1);
        batch.append(3, 1);
        batch.run(NEXT);
        assertEquals(LogClock.NONE, batch.view("by-origin").settledUntilMillis());
    }

    @Test
    void aRangeThatHoldsNoRecordIsPublishedAllTheSame() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofHours(2));
        batch.archived();
        batch.run(NEXT);
        for (int i = 0; i < 3; i++) {
            batch.log.skipOffset(Trip.TOPIC, 2);
        }
        batch.archived().clock.advance(Duration.ofHours(2));
        batch.archived();
        Tidemark before = batch.tidemark("by-origin");
        assertEquals(MODEL.aggregations().size(), batch.run(NEXT).published().size());
        assertEquals(
                before.offset(batch.partition(2)) + 3,
                batch.tidemark("by-origin").offset(batch.partition(2)));
        assertEquals(
                before.at(batch.partition(2)).logClockMillis(),
                batch.tidemark("by-origin").at(batch.partition(2)).logClockMillis());
        batch.check(MODEL, "holes");
    }

    @Test
    void aRecomputeWhoseRangePrunesEveryFileKeepsTheCut() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        AggregationView before = batch.view("by-origin");
        TimeRange longAgo = new TimeRange(0, Duration.ofHours(1).toMillis());
        batch.run(new RunRequest.Recompute(Set.of(), longAgo));
        AggregationView after = batch.view("by-origin");
        assertEquals(before.tidemark(), after.tidemark());
        assertEquals(before.files(), after.files());
        assertEquals(before.horizon(), after.horizon());
        batch.check(MODEL, "pruned");
    }

    @Test
    void recordsThatWereLostBeforeTheyWereArchivedStopTheTidemarkUntilTheyAreAccepted() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        batch.append(0, 5);
        batch.log.truncate(Trip.TOPIC, 0, batch.append(0, 1));
        batch.hours(2, 2);
        RunResult stopped = batch.run(NEXT);
        assertTrue(
                stopped.blocked().get(0).toString().startsWith("TM-RUN-005 archive of trips-0: records"),
                stopped::toString);
        batch.check(MODEL, "stopped");
        assertEquals(List.of(), batch.view("by-origin").gaps());

        RunResult passed = batch.run(new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, true));
        assertEquals(List.of(), passed.blocked());
        assertEquals(1, batch.view("by-origin").gaps().size());
        batch.check(MODEL, "passed");

        batch.run(Trip.changedModel(), NEXT);
        assertEquals(1, batch.view("by-origin").gaps().size());
        batch.check(Trip.changedModel(), "changed");
    }

    @Test
    void aViewBeginsWhereItsLogDid() throws Exception {
        Batch batch = new Batch(directory.resolve("late"), log -> {
            for (int i = 0; i < 5; i++) {
                log.append(Trip.TOPIC, 1, Batch.START.toEpochMilli(), new Trip(Batch.START, "early", i).json());
            }
            log.truncate(Trip.TOPIC, 1, 3);
        });
        batch.hours(2, 2);
        assertEquals(List.of(), batch.run(NEXT).blocked());
        assertEquals(List.of(), batch.view("by-origin").gaps());
        assertEquals(3, batch.view("by-origin").since().at(batch.partition(1)));
        batch.check(MODEL, "truncated before the first sight");

        batch.run(ALL_AGAIN);
        assertEquals(3, batch.view("by-origin").since().at(batch.partition(1)));
        batch.check(MODEL, "recomputed");
    }

    @Test
    void aTopicThatWasRecreatedIsNeverMixedWithWhatIsPublished() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        AggregationView ours = batch.view("by-origin");
        Map<PartitionId, LogPosition> positions = new HashMap<>();
        LogId another = new LogId(Trip.TOPIC, "cluster", "another");
        ours.tidemark()
                .positions()
                .forEach((p, position) -> positions.put(new PartitionId(another, p.partition()), position));
        Tidemark ofAnother = Tidemark.of(positions);
        var manifests = batch.manifests(batch.storage());
        manifests.publish(
                manifests.newest(),
                new AggregationView(
                        ours.aggregation(),
                        ours.fingerprint(),
                        ours.since(),
                        ofAnother,
                        ours.files(),
                        List.of(),
                        ours.horizon(),
                        "x"));
        RunResult refused = batch.run(NEXT);
        assertTrue(refused.failures().get(0).toString().contains("TM-RUN-004 topic \"trips\""), refused::toString);
    }

    @Test
    void eventsOnWhichTheUsersCodeThrowsAreLeftOutAndCounted() throws Exception {
        batch.hours(4, 2);
        RunResult result = batch.run(NEXT);
        assertTrue(
                result.notes().stream().anyMatch(note -> note.startsWith("aggregation \"by-minute\": left out: ")),
                result::toString);
    }

    @Test
    void whatIsNotInTheModelOrEmptyIsRefused() {
        RunRefusedException unknown = assertThrows(
                RunRefusedException.class, () -> batch.run(new RunRequest.Recompute(Set.of("nobody"), TimeRange.ALL)));
        assertTrue(
                unknown.getMessage().startsWith("TM-RUN-001 aggregation \"nobody\": is not in the model; use one of"));
        RunRefusedException empty = assertThrows(
                RunRefusedException.class, () -> batch.run(new RunRequest.Recompute(Set.of(), new TimeRange(5, 5))));
        assertTrue(empty.getMessage().startsWith("TM-RUN-002"));
    }

    static List<Throwable> whatMayBeThrown() {
        return List.of(
                new ArithmeticException("integer overflow"),
                new AssertionError("not so"),
                new NoClassDefFoundError("org/lost/Codec"),
                new StackOverflowError(),
                new OutOfMemoryError("Java heap space"),
                StorageException.damaged("archive/trips/p0/7.parquet", "is damaged", null));
    }

    @ParameterizedTest
    @MethodSource("whatMayBeThrown")
    void whicheverAggregationFailsFailsAlone(Throwable thrown) throws Exception {
        batch.hours(2, 1);
        RunResult result = batch.runOn(
                        batch.storage(), MODEL, engine -> new FailingEngine(engine, "all-time", () -> thrown))
                .execute("run", 1, NEXT, Progress.UNHEARD);
        assertEquals(List.of("by-origin", "by-minute", "kept-a-day"), result.published());
        assertEquals(1, result.failures().size());
        assertEquals(List.of("all-time"), result.failures().get(0).aggregations());
        assertTrue(result.failures().get(0).toString().contains("aggregation \"all-time\""), result::toString);
        batch.run(NEXT);
        batch.check(MODEL, "mended");
    }

    @Test
    void whatOthersHavePutBesideTheArchiveIsPassedOver() throws Exception {
        batch.hours(1, 1);
        Path topic = directory.resolve("root/archive/trips");
        for (String stray : List.of("lost+found", "p", "p01", "p-1", "p99999999999", ".snapshot")) {
            Files.createDirectories(topic.resolve(stray));
        }
        Files.createDirectories(topic.resolve("p0"));
        Files.writeString(topic.resolve("p0/README"), "not ours");
        Files.createDirectories(directory.resolve("root/quarantine/trips/p0"));
        Files.writeString(directory.resolve("root/quarantine/trips/p0/README"), "not ours");
        batch.hours(1, 2);
        assertEquals(List.of(), batch.run(NEXT).failures());
        batch.check(MODEL, "strays");
    }

    @Test
    void eventTimesInSecondsAreWarnedOf() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        assertEquals(List.of(), batch.runOn(batch.storage(), MODEL).warnings());

        Batch seconds = new Batch(directory.resolve("seconds"));
        for (int i = 0; i < 200; i++) {
            Instant meant = seconds.clock.instant();
            Instant taken = Instant.ofEpochMilli(meant.getEpochSecond());
            seconds.log.append(Trip.TOPIC, 0, seconds.clock.millis(), new Trip(taken, "o", i).json());
            seconds.clock.advance(Duration.ofMinutes(1));
        }
        seconds.archived();
        seconds.run(NEXT);
        List<Fault> warnings = seconds.runOn(seconds.storage(), MODEL).warnings();
        assertTrue(
                warnings.stream()
                        .anyMatch(fault -> fault.code().equals("TM-RUN-012")
                                && fault.place().equals("aggregation \"by-origin\"")
                                && fault.fault().contains("seconds")),
                warnings::toString);
    }
}
