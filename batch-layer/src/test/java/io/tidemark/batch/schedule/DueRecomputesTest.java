package io.tidemark.batch.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.schedule.times.RecomputeSchedule;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.Kind;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "The last day, every night at 02:30", while all that can happens to processes and clocks. */
class DueRecomputesTest {
    private static final RecomputeSchedule NIGHTLY = new RecomputeSchedule(
            "nightly", RunTimes.cron("30 2 * * *", ZoneOffset.UTC), Duration.ofDays(1), Set.of("by-origin"));

    @TempDir
    Path directory;

    private Duration interval = Duration.ofHours(1);
    private int keepReports = 1000;
    private Batch batch;
    private BatchControl elsewhere;

    private interface Meanwhile {
        void happens() throws Exception;
    }

    /** It is 02:00 or so. */
    @BeforeEach
    void open() {
        batch = new Batch(directory).hours(2, 1);
        batch.clock.advance(Duration.between(batch.clock.instant(), at("01T02:00:00")));
        elsewhere = new FileBatchControl(batch.storage(), batch.clock);
    }

    private static Instant at(String dayAndTime) {
        return Instant.parse("2026-01-" + dayAndTime + "Z");
    }

    private Scheduler process(RecomputeSchedule... schedules) {
        return process(batch.storage(), batch.clock, engine -> engine, schedules);
    }

    private Scheduler process(
            Storage storage, ManualClock clock, UnaryOperator<Engine> instead, RecomputeSchedule... schedules) {
        Run run = batch.runOn(storage, Trip.model(), instead);
        Sweep sweep = new Sweep(storage, batch.manifests(storage), clock, KeepSettings.DEFAULT, BatchInterval.HOURLY);
        SchedulerSettings settings = SchedulerSettings.at(RunTimes.every(interval, Duration.ofMinutes(1)))
                .withRecomputes(List.of(schedules))
                .withKeepReports(keepReports);
        return new Scheduler(storage, run, sweep, SchedulerTest.HEALTHY, settings, clock);
    }

    /** Steps until nothing is left to do. */
    private static void settle(Scheduler... processes) throws InterruptedException {
        int executed = 1;
        while (executed > 0) {
            executed = 0;
            for (Scheduler process : processes) {
                executed += process.step();
            }
        }
    }

    private void passTo(String dayAndTime) {
        batch.clock.advance(Duration.between(batch.clock.instant(), at(dayAndTime)));
    }

    /** The oldest first. */
    private List<RunReport> recomputes() throws IOException {
        List<RunReport> all = new ArrayList<>(elsewhere.runs(1000));
        all.removeIf(run -> run.kind() != Kind.RECOMPUTE);
        Collections.reverse(all);
        return all;
    }

    private static RecomputeStatus only(BatchControl control) throws IOException {
        assertEquals(1, control.status().recomputes().size());
        return control.status().recomputes().get(0);
    }

    @Test
    void theLastDayIsRecomputedEachNightAndTheTidemarkStays() throws Exception {
        Scheduler scheduler = process(NIGHTLY);
        settle(scheduler);
        assertEquals(List.of(), recomputes());
        assertEquals(at("01T02:30:00"), only(scheduler).next().orElseThrow());
        Tidemark before = batch.tidemark("by-origin");
        passTo("01T02:30:00");
        settle(scheduler);
        assertEquals(1, recomputes().size());
        RunReport run = recomputes().get(0);
        assertEquals(State.PUBLISHED, run.state());
        assertEquals("schedule", run.trigger());
        assertEquals(List.of("by-origin"), run.aggregations());
        assertTrue(run.id().endsWith("-nightly"), run::id);
        assertTrue(run.recordsRead() > 0);
        assertEquals(before, batch.tidemark("by-origin"));
        assertEquals(run.id(), only(scheduler).run().orElseThrow());
        assertEquals(at("02T02:30:00"), only(scheduler).next().orElseThrow());
        for (String later : List.of("01T02:31:00", "01T12:00:00", "02T02:29:59")) {
            passTo(later);
            settle(scheduler);
            assertEquals(1, recomputes().size(), later);
        }
        passTo("02T02:30:01");
        settle(scheduler);
        assertEquals(2, recomputes().size());
        batch.check(Trip.model(), "recomputed by schedule");
    }

    @Test
    void theRangeIsThatOfTheTimeAtWhichItWasDue() {
        assertEquals(
                at("01T02:30:00").toEpochMilli(),
                NIGHTLY.rangeAt(at("02T02:30:00")).firstMillis());
        assertEquals(
                at("02T02:30:00").toEpochMilli(),
                NIGHTLY.rangeAt(at("02T02:30:00")).endMillis());
    }

    @Test
    void oneThatWasMissedIsMadeUpForOnceHoweverManyWere() throws Exception {
        settle(process(NIGHTLY));
        passTo("06T09:00:00");
        settle(process(NIGHTLY));
        assertEquals(1, recomputes().size());
        settle(process(NIGHTLY));
        assertEquals(1, recomputes().size());
        passTo("07T02:30:00");
        settle(process(NIGHTLY));
        assertEquals(2, recomputes().size());
    }

    @Test
    void whatIsPausedIsMadeUpForOnceWhenItIsResumed() throws Exception {
        Scheduler scheduler = process(NIGHTLY);
        settle(scheduler);
        elsewhere.pause();
        passTo("03T03:00:00");
        settle(scheduler);
        assertEquals(List.of(), recomputes());
        batch.clock.advance(Duration.ofSeconds(2));
        settle(scheduler);
        assertEquals(at("03T02:30:00"), only(elsewhere).waiting().orElseThrow());
        elsewhere.resume();
        settle(scheduler);
        assertEquals(1, recomputes().size());
        batch.clock.advance(Duration.ofSeconds(2));
        settle(scheduler);
        assertTrue(only(elsewhere).waiting().isEmpty());
    }

    @Test
    void aScheduleThatIsNewOrHasOtherTimesHasMissedNothing() throws Exception {
        settle(process(NIGHTLY));
        passTo("01T12:00:00");
        RecomputeSchedule atSix = new RecomputeSchedule(
                "nightly", RunTimes.cron("0 6 * * *", ZoneOffset.UTC), Duration.ofDays(1), Set.of());
        RecomputeSchedule another = new RecomputeSchedule(
                "weekly", RunTimes.cron("0 5 * * 4", ZoneOffset.UTC), Duration.ofDays(7), Set.of());
        Scheduler changed = process(atSix, another);
        settle(changed);
        assertEquals(List.of(), recomputes());
        passTo("02T06:00:00");
        settle(changed);
        assertEquals(1, recomputes().size());
    }

    @Test
    void eachScheduleRunsByItself() throws Exception {
        RecomputeSchedule hourly = new RecomputeSchedule(
                "hourly", RunTimes.cron("30 * * * *", ZoneOffset.UTC), Duration.ofHours(2), Set.of());
        Scheduler scheduler = process(NIGHTLY, hourly);
        settle(scheduler);
        passTo("01T02:30:00");
        settle(scheduler);
        assertEquals(2, recomputes().size());
        passTo("01T03:30:00");
        settle(scheduler);
        assertEquals(3, recomputes().size());
        assertTrue(recomputes().get(2).id().endsWith("-hourly"));
        batch.check(Trip.model(), "two schedules");
    }

    @Test
    void ofSeveralProcessesOneQueuesIt() throws Exception {
        Scheduler one = process(NIGHTLY);
        Scheduler two = process(NIGHTLY);
        Scheduler three = process(NIGHTLY);
        settle(one, two, three);
        for (int night = 1; night <= 4; night++) {
            passTo("0" + night + "T02:30:00");
            settle(two, one, three);
            batch.clock.advance(Duration.ofSeconds(2));
            settle(three, two, one);
            assertEquals(night, recomputes().size());
        }
    }

    @Test
    void clocksThatDifferALittleDoNotRunItTwice() throws Exception {
        ManualClock behind = new ManualClock(batch.clock.instant().minusSeconds(90));
        Scheduler ahead = process(NIGHTLY);
        Scheduler late = process(batch.storage(), behind, engine -> engine, NIGHTLY);
        settle(ahead, late);
        for (int second = 0; second < 3600; second += 5) {
            batch.clock.advance(Duration.ofSeconds(5));
            behind.advance(Duration.ofSeconds(5));
            settle(ahead, late);
        }
        assertEquals(1, recomputes().size());
    }

    @Test
    void aClockThatWasAheadDoesNoHarm() throws Exception {
        for (Duration ahead : List.of(Duration.ofDays(2000), Duration.ofHours(5))) {
            Scheduler scheduler = process(NIGHTLY);
            settle(scheduler);
            int before = recomputes().size();
            batch.clock.advance(ahead);
            settle(scheduler);
            batch.clock.advance(ahead.negated());
            // In the same process, and in the next.
            for (Scheduler process : List.of(scheduler, process(NIGHTLY))) {
                settle(process);
                int then = recomputes().size();
                assertTrue(then <= before + 1, then + " recomputes, and before " + before);
                Instant next = only(process).next().orElseThrow();
                batch.clock.advance(Duration.between(batch.clock.instant(), next));
                settle(process);
                assertEquals(then + 1, recomputes().size(), "due at " + next);
                before = then + 1;
                batch.clock.advance(Duration.ofMinutes(1));
                settle(process);
                assertEquals(then + 1, recomputes().size());
            }
        }
    }

    @Test
    void twoProcessesOfWhichOneIsYearsAheadDoNotDriveOneAnother() throws Exception {
        ManualClock years = new ManualClock(batch.clock.instant().plus(Duration.ofDays(2000)));
        Scheduler right = process(NIGHTLY);
        Scheduler wrong = process(batch.storage(), years, engine -> engine, NIGHTLY);
        settle(right, wrong);
        for (int minute = 0; minute < 3 * 24 * 60; minute += 10) {
            batch.clock.advance(Duration.ofMinutes(10));
            years.advance(Duration.ofMinutes(10));
            settle(right, wrong);
        }
        int runs = recomputes().size();
        assertTrue(runs >= 3 && runs <= 9, () -> runs + " recomputes in three nights");
    }

    @Test
    void whileOneIsUnderWayNoneIsQueuedAndAfterItTheLatestIsOnce() throws Exception {
        RecomputeSchedule often = new RecomputeSchedule(
                "often", RunTimes.cron("* * * * *", ZoneOffset.UTC), Duration.ofHours(2), Set.of());
        Scheduler other = process(often);
        boolean[] armed = {false};
        Scheduler[] first = new Scheduler[1];
        first[0] = process(
                batch.storage(),
                batch.clock,
                engine -> during(engine, armed, () -> {
                    for (int minute = 0; minute < 10; minute++) {
                        for (int beat = 0; beat < 6; beat++) {
                            batch.clock.advance(Duration.ofSeconds(10));
                            first[0].beat();
                            assertEquals(0, other.step());
                        }
                    }
                    assertEquals(at("01T02:12:00"), only(other).waiting().orElseThrow());
                }),
                often);
        settle(other);
        passTo("01T02:01:00");
        settle(first[0], other);
        assertEquals(1, recomputes().size());
        armed[0] = true;
        passTo("01T02:02:00");
        assertEquals(1, first[0].step());
        assertEquals(
                List.of(State.PUBLISHED, State.PUBLISHED),
                recomputes().stream().map(RunReport::state).toList(),
                () -> "what happened meanwhile was not as expected");
        batch.clock.advance(Duration.ofSeconds(2));
        settle(first[0], other);
        assertEquals(3, recomputes().size());
        batch.check(Trip.model(), "overlapping");
    }

    private static Engine during(Engine engine, boolean[] armed, Meanwhile meanwhile) {
        return new Engine() {
            @Override
            public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
                if (armed[0]) {
                    armed[0] = false;
                    try {
                        meanwhile.happens();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
                return engine.run(pass, progress);
            }
        };
    }

    @Test
    void oneThatWaitsGivesWayToTheNewer() throws Exception {
        Scheduler scheduler = process(NIGHTLY);
        settle(scheduler);
        // Due, and then held back before it was begun.
        passTo("01T02:30:00");
        DueRecomputes due = new DueRecomputes(
                List.of(NIGHTLY),
                new ControlFiles(batch.storage()),
                new DueMarks(batch.storage(), new ControlFiles(batch.storage())),
                new RunClaims(batch.storage(), batch.clock),
                batch.clock);
        due.enqueue();
        assertEquals(State.QUEUED, recomputes().get(0).state());
        passTo("02T02:30:00");
        due.enqueue();
        assertEquals(
                List.of(State.NOTHING_NEW, State.QUEUED),
                recomputes().stream().map(RunReport::state).toList());
        assertTrue(recomputes()
                .get(0)
                .message()
                .startsWith("gave way to run " + recomputes().get(1).id()));
        settle(scheduler);
        assertEquals(State.PUBLISHED, recomputes().get(1).state());
        assertEquals(2, recomputes().size());
    }

    @Test
    void oneThatFailsIsTriedAgainUntilTheNextIsDue() throws Exception {
        Scheduler scheduler = process(NIGHTLY);
        settle(scheduler);
        passTo("01T02:30:00");
        Path views = directory.resolve("root/views");
        Path away = directory.resolve("root/away");
        Files.move(views, away);
        Files.writeString(views, "");
        settle(scheduler);
        assertEquals(State.FAILED, recomputes().get(0).state());
        Files.delete(views);
        Files.move(away, views);
        // Before its second attempt.
        Scheduler next = process(NIGHTLY);
        passTo("02T02:30:00");
        settle(next);
        assertEquals(
                List.of(State.FAILED, State.PUBLISHED),
                recomputes().stream().map(RunReport::state).toList());
        assertTrue(
                recomputes().get(0).message().contains("gave way to run"),
                recomputes().get(0)::message);
    }

    @Test
    void recomputesOnAScheduleDoNotHoldUpTheOtherRuns() throws Exception {
        Scheduler scheduler = process(NIGHTLY);
        settle(scheduler);
        passTo("01T02:30:00");
        settle(scheduler);
        // A restart must not take it for the run of the hour.
        batch.hours(1, 3);
        passTo("01T05:00:00");
        Scheduler next = process(NIGHTLY);
        long before = elsewhere.runs(1000).stream()
                .filter(run -> run.kind() == Kind.INCREMENTAL)
                .count();
        settle(next);
        assertEquals(
                before + 1,
                elsewhere.runs(1000).stream()
                        .filter(run -> run.kind() == Kind.INCREMENTAL)
                        .count());
    }

    @Test
    void aProcessThatIsKilledAtAnyMomentLosesNoneAndRunsNoneTwice() throws Exception {
        settle(process(NIGHTLY));
        passTo("01T02:30:00");
        keepReports = 5;
        // Of its own moments only.
        interval = Duration.ofDays(10_000);
        // Each while it is queued, and some of those while it runs.
        for (int operation = 1; ; operation += operation < 50 ? 1 : 11) {
            Instant due = batch.clock.instant();
            FlakyFileSystem files = new FlakyFileSystem().killedAt(operation);
            Storage dying = Storage.on(
                    files,
                    new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
            boolean survived;
            try {
                settle(process(dying, batch.clock, engine -> engine, NIGHTLY));
                survived = true;
            } catch (FlakyFileSystem.Killed killed) {
                survived = false;
            }
            Scheduler next = process(NIGHTLY);
            next.step();
            batch.clock.advance(RunClaims.SILENCE);
            settle(next);
            batch.clock.advance(Duration.ofSeconds(2));
            settle(next);
            List<State> ended = recomputes().stream()
                    .filter(run -> !run.requested().isBefore(due))
                    .map(RunReport::state)
                    .toList();
            assertEquals(List.of(State.PUBLISHED), ended, "killed at " + operation);
            if (survived) {
                break;
            }
            batch.clock.advance(
                    Duration.between(batch.clock.instant(), only(next).next().orElseThrow()));
        }
        batch.check(Trip.model(), "killed");
    }

    @Test
    void aDamagedMarkCountsByItsNameAndIsSaid() throws Exception {
        settle(process(NIGHTLY));
        passTo("01T02:30:00");
        settle(process(NIGHTLY));
        Path mark;
        try (var marks = Files.list(directory.resolve("root/control/due/nightly"))) {
            mark = marks.filter(path -> path.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
        for (String damage : List.of("", "{", "[]", "null", "{\"due\":\"2026-01-01T00:00:00Z\"}")) {
            Files.writeString(mark, damage);
            Scheduler next = process(NIGHTLY);
            settle(next);
            assertEquals(1, recomputes().size());
            assertEquals("TM-RUN-011", next.status().faults().get(0).code());
        }
        Files.writeString(mark.resolveSibling("99999999999999999999.json"), "x");
        Files.writeString(mark.resolveSibling(".DS_Store"), "x");
        Files.createDirectories(mark.resolveSibling("00000000000000000001.json"));
        passTo("02T02:30:00");
        Scheduler next = process(NIGHTLY);
        settle(next);
        assertEquals(2, recomputes().size());
        assertEquals(List.of(), next.status().faults());
    }

    @Test
    void twoSchedulesOfOneNameAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> process(NIGHTLY, NIGHTLY));
    }
}
