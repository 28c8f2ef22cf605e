package io.tidemark.batch.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.FailingEngine;
import io.tidemark.batch.LogLines;
import io.tidemark.batch.Trip;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.ArchivedPartition;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
    static final ArchiveHealth HEALTHY = new ArchiveHealth() {
        @Override
        public List<ArchivedPartition> partitions() {
            return List.of(new ArchivedPartition(Trip.TOPIC, 0, 6, 7, 8, 9, 10, 11));
        }

        @Override
        public List<Fault> faults() {
            return List.of();
        }
    };

    @TempDir
    Path directory;

    private Batch batch;
    private Scheduler scheduler;
    private BatchControl elsewhere;

    @BeforeEach
    void open() {
        batch = new Batch(directory);
        scheduler = newProcess(batch.storage());
        elsewhere = new FileBatchControl(batch.storage(), batch.clock);
    }

    private Scheduler newProcess(Storage storage) {
        return newProcess(storage, batch.runOn(storage, Trip.model()));
    }

    private Scheduler newProcess(Storage storage, Run run) {
        return newProcess(storage, run, KeepSettings.DEFAULT);
    }

    private Scheduler newProcess(Storage storage, Run run, KeepSettings keep) {
        SchedulerSettings settings = SchedulerSettings.at(RunTimes.every(Duration.ofHours(1), Duration.ofMinutes(1)))
                .withAttempts(3)
                .withBackoff(Duration.ofSeconds(10), Duration.ofSeconds(15));
        Sweep sweep = new Sweep(storage, batch.manifests(storage), batch.clock, keep, BatchInterval.HOURLY);
        return new Scheduler(storage, run, sweep, HEALTHY, settings, batch.clock);
    }

    private RunReport newest() throws IOException {
        return elsewhere.runs(1).get(0);
    }

    @Test
    void aRunIsDueOnceAnInterval() throws Exception {
        batch.hours(2, 1);
        assertEquals(1, scheduler.step());
        RunReport first = newest();
        assertEquals(State.PUBLISHED, first.state());
        assertEquals("schedule", first.trigger());
        assertEquals(1, first.manifest());
        assertEquals(1, first.progress());
        assertTrue(first.recordsRead() > 0);
        assertEquals(0, scheduler.step());

        batch.clock.advance(Duration.ofHours(1));
        assertEquals(1, scheduler.step());
        assertEquals(State.NOTHING_NEW, newest().state());
        batch.check(Trip.model(), "two runs");
    }

    @Test
    void afterARestartARunThatWasMadeIsNotMadeAgain() throws Exception {
        batch.hours(2, 1);
        scheduler.step();
        assertEquals(0, newProcess(batch.storage()).step());
        assertEquals(1, elsewhere.runs(10).size());
    }

    @Test
    void aViewThatCouldBeThereIsNotLeftToTheNextInterval() throws Exception {
        assertEquals(1, scheduler.step());
        assertEquals(State.NOTHING_NEW, newest().state());
        // Half an hour before the next run is due, the first epoch is archived.
        batch.hours(1, 1);
        batch.hours(1, 2);
        scheduler.step();
        assertEquals(State.PUBLISHED, newest().state());
    }

    @Test
    void requestsFromAnotherProcessAreExecutedOneByOneInTheirOrder() throws Exception {
        batch.hours(2, 1);
        scheduler.step();
        String one = elsewhere.request(Batch.ALL_AGAIN);
        String two = elsewhere.request(Batch.NEXT);
        assertEquals(State.QUEUED, elsewhere.run(one).orElseThrow().state());
        assertEquals(1, scheduler.step());
        assertEquals(State.PUBLISHED, elsewhere.run(one).orElseThrow().state());
        assertEquals(RunReport.Kind.RECOMPUTE, elsewhere.run(one).orElseThrow().kind());
        assertEquals(State.QUEUED, elsewhere.run(two).orElseThrow().state());
        assertEquals(1, scheduler.step());
        assertEquals(State.NOTHING_NEW, elsewhere.run(two).orElseThrow().state());
        assertEquals(
                List.of(two, one), elsewhere.runs(2).stream().map(RunReport::id).toList());
        assertEquals(0, scheduler.step());
        batch.check(Trip.model(), "requested");
    }

    @Test
    void runsOfOneMillisecondAreExecutedAndToldInTheirOrderHoweverManyThereAre() throws Exception {
        scheduler.pause();
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asked.add(elsewhere.request(Batch.NEXT));
        }
        List<String> newestFirst = new ArrayList<>(asked);
        Collections.reverse(newestFirst);
        assertEquals(newestFirst, elsewhere.runs(20).stream().map(RunReport::id).toList());
        for (String next : asked) {
            assertEquals(State.QUEUED, elsewhere.run(next).orElseThrow().state());
            assertEquals(1, scheduler.step());
            assertEquals(State.NOTHING_NEW, elsewhere.run(next).orElseThrow().state());
        }
        new ControlFiles(batch.storage()).keepReports(3, batch.clock.instant());
        assertEquals(
                newestFirst.subList(0, 3),
                elsewhere.runs(20).stream().map(RunReport::id).toList());
    }

    @Test
    void aRequestThatCanNeverSucceedIsNotTriedAgain() throws Exception {
        String id = elsewhere.request(new RunRequest.Recompute(Set.of("nobody"), TimeRange.ALL));
        scheduler.pause();
        assertEquals(1, scheduler.step());
        RunReport refused = elsewhere.run(id).orElseThrow();
        assertEquals(State.FAILED, refused.state());
        assertTrue(refused.message().startsWith("TM-RUN-001"), refused::message);
        batch.clock.advance(Duration.ofHours(2));
        assertEquals(0, scheduler.step());
    }

    @Test
    void whilePausedNothingIsScheduledAndRequestsStillRun() throws Exception {
        batch.hours(2, 1);
        elsewhere.pause();
        assertEquals(0, scheduler.step());
        assertTrue(elsewhere.status().paused());
        assertTrue(elsewhere.status().next().isEmpty());
        elsewhere.request(Batch.NEXT);
        assertEquals(1, scheduler.step());
        elsewhere.resume();
        batch.clock.advance(Duration.ofHours(1));
        assertEquals(1, scheduler.step());
        assertFalse(scheduler.status().paused());
    }

    @Test
    void aFailedRunIsTriedAgainAfterPausesThatDoubleAndThenGivenUp() throws Exception {
        batch.hours(2, 1);
        // A file where the views' directory would be.
        Path taken = directory.resolve("root/views");
        Files.writeString(taken, "");
        assertEquals(1, scheduler.step());
        assertEquals(State.FAILED, newest().state());
        assertTrue(newest().message().contains("TM-STO-001"), newest()::message);
        assertTrue(newest().message().contains("attempt 2 of 3 begins at"), newest()::message);
        assertEquals("TM-STO-001", scheduler.status().faults().get(0).code());
        assertEquals(0, scheduler.step());
        batch.clock.advance(Duration.ofSeconds(10));
        assertEquals(1, scheduler.step());
        assertEquals(2, newest().attempt());
        assertEquals("retry", newest().trigger());
        batch.clock.advance(Duration.ofSeconds(14));
        assertEquals(0, scheduler.step());
        batch.clock.advance(Duration.ofSeconds(1));
        assertEquals(1, scheduler.step());
        assertTrue(newest().message().endsWith("given up after 3 attempts"), newest()::message);
        batch.clock.advance(Duration.ofMinutes(5));
        assertEquals(0, scheduler.step());
        Files.delete(taken);
        batch.clock.advance(Duration.ofHours(1));
        assertEquals(1, scheduler.step());
        assertEquals(State.PUBLISHED, newest().state());
        assertEquals(List.of(), scheduler.status().faults());
    }

    @Test
    void whatSomebodyMustMendIsNotTriedAgainBeforeTheNextRun() throws Exception {
        batch.hours(2, 1);
        Path manifest = directory.resolve("root/manifests/00000000000000000001.json");
        Files.createDirectories(manifest.getParent());
        Files.writeString(manifest, "garbage");
        assertEquals(1, scheduler.step());
        assertTrue(newest().message().contains("TM-MAN-001"), newest()::message);
        assertEquals("TM-MAN-001", scheduler.status().faults().get(0).code());
        batch.clock.advance(Duration.ofMinutes(30));
        assertEquals(0, scheduler.step());
        Files.delete(manifest);
        batch.clock.advance(Duration.ofMinutes(31));
        assertEquals(1, scheduler.step());
        assertEquals(State.PUBLISHED, newest().state());
        assertEquals(List.of(), scheduler.status().faults());
    }

    @Test
    void anAggregationThatFailsHoldsUpNoOther() throws Exception {
        Throwable[] failure = {new ArithmeticException("integer overflow")};
        Run run = batch.runOn(
                batch.storage(), Trip.model(), engine -> new FailingEngine(engine, "all-time", () -> failure[0]));
        Scheduler failing = newProcess(batch.storage(), run);
        batch.hours(2, 1);
        assertEquals(1, failing.step());
        String first = newest().id();
        assertEquals(State.FAILED, newest().state());
        assertTrue(newest().message().contains("aggregation \"all-time\""), newest()::message);
        long before = batch.tidemark("by-origin").offset(batch.partition(0));

        // It waits to be tried again, and the others are due.
        batch.hours(2, 2);
        assertEquals(1, failing.step());
        assertEquals(List.of("all-time"), elsewhere.run(first).orElseThrow().aggregations());
        assertEquals(1, failing.step());
        assertEquals(State.PUBLISHED, newest().state());
        assertEquals(List.of("by-minute", "by-origin", "kept-a-day"), newest().aggregations());
        assertTrue(batch.tidemark("by-origin").offset(batch.partition(0)) > before);
        assertEquals(
                "aggregation \"all-time\"", failing.status().faults().get(0).place());

        failure[0] = null;
        batch.clock.advance(Duration.ofSeconds(15));
        assertEquals(1, failing.step());
        assertEquals(State.PUBLISHED, elsewhere.run(first).orElseThrow().state());
        assertEquals(List.of(), failing.status().faults());
        batch.check(Trip.model(), "all of them");
    }

    @Test
    void whatNobodyNeedsIsDeletedThoughEveryRunFailsForAnAggregation() throws Exception {
        StorageException damaged = StorageException.damaged("views/all-time/1.parquet", "is damaged", null);
        Run run = batch.runOn(
                batch.storage(), Trip.model(), engine -> new FailingEngine(engine, "all-time", () -> damaged));
        Scheduler failing = newProcess(batch.storage(), run, new KeepSettings(1, Duration.ZERO, Duration.ofDays(7)));
        for (int i = 1; i <= 3; i++) {
            batch.hours(2, i);
            assertEquals(1, failing.step());
            assertEquals(State.FAILED, newest().state());
            assertEquals(i, newest().manifest());
        }
        assertEquals(1, batch.storage().list("manifests").size());
    }

    @Test
    void anErrorOfTheUsersCodeEndsTheRunAndNothingElse() throws Exception {
        Run run = batch.runOn(
                batch.storage(), Trip.model(), engine -> new FailingEngine(engine, "all-time", () -> new Error("odd")));
        batch.hours(2, 1);
        Scheduler failing = newProcess(batch.storage(), run);
        assertEquals(1, failing.step());
        assertEquals(State.FAILED, newest().state());
        assertTrue(newest().message().contains("its run failed: odd"), newest()::message);
    }

    @Test
    void aClockThatWasAheadHoldsUpNoRun() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofDays(2000));
        assertEquals(1, scheduler.step());
        batch.clock.advance(Duration.ofDays(-2000));
        // In the same process, and in the next.
        for (Scheduler process : List.of(scheduler, newProcess(batch.storage()))) {
            process.step();
            batch.clock.advance(Duration.ofHours(1));
            assertEquals(1, process.step());
            assertTrue(elsewhere.status().next().orElseThrow().isBefore(Batch.START.plus(Duration.ofDays(1))));
        }
    }

    @Test
    void aFailureByAClockThatWasAheadIsTriedAgain() throws Exception {
        batch.hours(2, 1);
        Path taken = directory.resolve("root/views");
        Files.writeString(taken, "");
        batch.clock.advance(Duration.ofDays(2000));
        assertEquals(1, scheduler.step());
        Files.delete(taken);
        batch.clock.advance(Duration.ofDays(-2000));
        assertEquals(1, newProcess(batch.storage()).step());
        assertEquals(State.PUBLISHED, newest().state());
    }

    @Test
    void aRunWhoseProcessEndedIsReportedSoByTheNextAndTriedAgain() throws Exception {
        batch.hours(2, 1);
        FlakyFileSystem files = new FlakyFileSystem().killedAt(60);
        Storage dying = Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
        assertThrows(FlakyFileSystem.Killed.class, () -> newProcess(dying).step());
        assertEquals(State.RUNNING, newest().state());

        elsewhere.pause();
        Scheduler next = newProcess(batch.storage());
        assertEquals(0, next.step());
        assertEquals(State.RUNNING, newest().state());
        batch.clock.advance(RunClaims.SILENCE);
        assertEquals(0, next.step());
        assertEquals(State.FAILED, newest().state());
        assertEquals("the process ended", newest().message());
        elsewhere.resume();
        assertEquals(1, next.step());
        assertEquals(State.PUBLISHED, newest().state());
        assertEquals(2, newest().attempt());
        batch.check(Trip.model(), "tried again");
    }

    @Test
    void aFullDiskStopsTheSchedulerWithItsReasonUntilThereIsRoom() throws Exception {
        batch.hours(2, 1);
        boolean[] full = {true};
        FlakyFileSystem files = new FlakyFileSystem().failingBefore(operation -> full[0] && operation > 4);
        Storage storage = Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
        Scheduler onFullDisk = newProcess(storage);
        assertEquals(0, onFullDisk.step());
        assertEquals(0, onFullDisk.step());
        full[0] = false;
        assertTrue(onFullDisk.status().faults().get(0).fault().contains("No space left on device"));
        assertEquals(1, onFullDisk.step());
        assertEquals(State.PUBLISHED, newest().state());
        assertEquals(List.of(), onFullDisk.status().faults());
    }

    @Test
    void storageThatMayNotBeWrittenIsOneFaultHoweverManyRunsAreDue() throws Exception {
        // A file where the directory of unfinished files would be: all can be read, and nothing be written.
        Path unfinished = directory.resolve("root/tmp");
        Files.deleteIfExists(unfinished);
        Files.writeString(unfinished, "");
        Set<Fault> faults = new HashSet<>();
        for (int due = 0; due < 5; due++) {
            assertEquals(0, scheduler.step());
            faults.addAll(scheduler.status().faults());
            batch.clock.advance(Duration.ofHours(1));
        }
        assertEquals(
                List.of("TM-STO-001 control"),
                faults.stream().map(fault -> fault.code() + " " + fault.place()).toList());
    }

    @Test
    void storageThatMayNotBeWrittenIsALineNowAndThenAndOneWhenItIsMended() throws Exception {
        Path unfinished = directory.resolve("root/tmp");
        Files.deleteIfExists(unfinished);
        Files.writeString(unfinished, "");
        try (LogLines lines = new LogLines(Scheduler.class)) {
            for (int second = 0; second < 600; second += 2) {
                assertEquals(0, scheduler.step());
                batch.clock.advance(Duration.ofSeconds(2));
            }
            assertEquals(4, lines.all().size(), () -> lines.all().toString());
            Files.delete(unfinished);
            scheduler.step();
            assertTrue(lines.all().stream().anyMatch(line -> line.startsWith("the scheduler goes on")));
        }
    }

    @Test
    void whatTheBatchProcessSaysIsHeardElsewhereAndSoIsItsSilence() throws Exception {
        SchedulerStatus unheard = elsewhere.status();
        assertEquals("TM-RUN-008", unheard.faults().get(0).code());
        scheduler.step();
        assertEquals(scheduler.status(), elsewhere.status());
        assertEquals(HEALTHY.partitions(), elsewhere.status().archive());
        assertEquals(
                Batch.START.plus(Duration.ofMinutes(1)),
                elsewhere.status().next().orElseThrow());
        batch.clock.advance(Duration.ofMinutes(2));
        assertTrue(elsewhere.status().faults().get(0).fault().startsWith("was last heard of at"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "null",
                // A copy of another run.
                "{\"id\":\"20260101T000000000Z-8\",\"trigger\":\"schedule\",\"requested\":\"2026-01-01T00:00:00Z\","
                        + "\"request\":{\"kind\":\"incremental\",\"aggregations\":[],\"cut\":\"EPOCH\",\"acceptGaps\":false}}"
            })
    void aDamagedRequestIsNamedAndStopsNothing(String content) throws Exception {
        scheduler.step();
        Path damaged = directory.resolve("root/control/requests/20260101T000000000Z-9.json");
        Files.createDirectories(damaged.getParent());
        Files.writeString(damaged, content);
        String id = elsewhere.request(Batch.NEXT);
        assertEquals(1, scheduler.step());
        assertEquals(State.NOTHING_NEW, elsewhere.run(id).orElseThrow().state());
        assertTrue(Files.exists(damaged), "a read changes nothing");
        assertEquals(
                "control/requests/20260101T000000000Z-9.json",
                scheduler.status().faults().get(0).place());
        batch.clock.advance(Duration.ofHours(1));
        assertEquals(1, scheduler.step());
        assertEquals("schedule", newest().trigger());
    }
}
