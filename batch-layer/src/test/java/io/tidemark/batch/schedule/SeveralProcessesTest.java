package io.tidemark.batch.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.testkit.ManualClock;
import io.tidemark.time.BatchInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several batch processes on one root: a run is executed by one of them, and by another when that one is gone. */
class SeveralProcessesTest {
    @TempDir
    Path directory;

    private Batch batch;

    private interface Meanwhile {
        void happens() throws Exception;
    }

    @BeforeEach
    void someHours() {
        batch = new Batch(directory).hours(2, 1);
    }

    private Scheduler process(UnaryOperator<Engine> instead) {
        Storage storage = batch.storage();
        Run run = batch.runOn(storage, Trip.model(), instead);
        Sweep sweep =
                new Sweep(storage, batch.manifests(storage), batch.clock, KeepSettings.DEFAULT, BatchInterval.HOURLY);
        SchedulerSettings settings = SchedulerSettings.at(RunTimes.every(Duration.ofHours(1), Duration.ofMinutes(1)));
        return new Scheduler(storage, run, sweep, SchedulerTest.HEALTHY, settings, batch.clock);
    }

    /** A process in whose first run something happens before anything is folded. */
    private Scheduler interrupted(Meanwhile meanwhile) {
        boolean[] happened = {false};
        return process(engine -> new Engine() {
            @Override
            public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
                if (!happened[0]) {
                    happened[0] = true;
                    try {
                        meanwhile.happens();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
                return engine.run(pass, progress);
            }
        });
    }

    private List<RunReport> runs() throws IOException {
        return new FileBatchControl(batch.storage(), batch.clock).runs(10);
    }

    @Test
    void aRunOfAProcessThatLivesIsLeftAloneHoweverLongItTakes() throws Exception {
        Scheduler other = process(engine -> engine);
        Scheduler[] first = new Scheduler[1];
        first[0] = interrupted(() -> {
            for (int i = 0; i < 20; i++) {
                assertEquals(0, other.step());
                assertEquals(State.RUNNING, runs().get(0).state());
                batch.clock.advance(RunClaims.SILENCE.dividedBy(2));
                first[0].beat();
            }
        });
        assertEquals(1, first[0].step());
        assertEquals(1, runs().size());
        assertEquals(State.PUBLISHED, runs().get(0).state());
        assertEquals(1, runs().get(0).attempt());
        assertEquals(0, other.step());
        batch.check(Trip.model(), "two processes");
    }

    @Test
    void aRunOfAProcessThatIsSilentIsEndedAndExecutedByAnother() throws Exception {
        Scheduler other = process(engine -> engine);
        Scheduler suspended = interrupted(() -> {
            assertEquals(0, other.step());
            batch.clock.advance(RunClaims.SILENCE);
            assertEquals(1, other.step());
            RunReport ended = runs().get(0);
            assertEquals(State.PUBLISHED, ended.state());
            assertEquals(2, ended.attempt());
        });
        // It comes to itself again, and finds that all is done.
        suspended.step();
        batch.check(Trip.model(), "the first was suspended");
        assertEquals(0, other.step());
        assertEquals(1, runs().size());
    }

    @Test
    void whatOneProcessHasEndedIsNotBegunByAnotherThatStillSawIt() throws Exception {
        batch.storage();
        Scheduler one = process(engine -> engine);
        Scheduler other = process(engine -> engine);
        one.request(Batch.NEXT);
        int executed = one.step() + other.step() + one.step() + other.step();
        assertTrue(executed >= 1);
        assertEquals(executed, runs().stream().mapToInt(RunReport::attempt).sum());
        assertEquals(List.of(), batch.storage().list("control/running"));
    }

    @Test
    void silenceIsJudgedByTheClockOfWhoListens() throws Exception {
        ManualClock fast = new ManualClock(Batch.START.plus(Duration.ofDays(2)));
        ManualClock slow = new ManualClock(Batch.START.minus(Duration.ofDays(2)));
        BatchControl ahead = new FileBatchControl(batch.storage(), fast);
        BatchControl behind = new FileBatchControl(batch.storage(), slow);
        Scheduler scheduler = process(engine -> engine);
        scheduler.step();
        ahead.status();
        for (int i = 0; i < 3; i++) {
            for (ManualClock clock : List.of(batch.clock, fast, slow)) {
                clock.advance(Duration.ofSeconds(30));
            }
            scheduler.step();
            assertEquals(List.of(), ahead.status().faults());
            assertEquals(List.of(), behind.status().faults());
        }
        for (int i = 0; i < 3; i++) {
            fast.advance(Duration.ofSeconds(30));
            slow.advance(Duration.ofSeconds(30));
            assertEquals(i == 2 ? 1 : 0, ahead.status().faults().size());
            assertEquals(i == 2 ? 1 : 0, behind.status().faults().size());
        }
    }

    @Test
    void whatOthersPutBesideTheClaimsStaysAndHoldsUpNothing() throws Exception {
        Path stray = directory.resolve("root/control/running/.DS_Store");
        Files.createDirectories(stray.getParent());
        Files.writeString(stray, "");
        Scheduler scheduler = process(engine -> engine);
        scheduler.step();
        batch.clock.advance(RunClaims.SILENCE.multipliedBy(2));
        scheduler.step();
        assertTrue(Files.exists(stray));
        assertEquals(List.of(), scheduler.status().faults());
    }

    @Test
    void aDirectoryInThePlaceOfAClaimHoldsUpNoRun() throws Exception {
        Scheduler scheduler = process(engine -> engine);
        String id = scheduler.request(Batch.NEXT);
        Files.createDirectories(directory.resolve("root/control/running").resolve(id));
        assertEquals(1, scheduler.step());
        assertEquals(State.PUBLISHED, scheduler.run(id).orElseThrow().state());
    }
}
