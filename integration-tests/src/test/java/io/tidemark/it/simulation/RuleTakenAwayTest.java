package io.tidemark.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.cut.ProvenCut;
import io.tidemark.cut.Standing;
import io.tidemark.it.simulation.History.Failure;
import io.tidemark.it.simulation.History.Rules;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Move.Content;
import io.tidemark.seam.RunRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation notices when a rule of the cut is missing: each one is needed, and prints the history that shows it. */
class RuleTakenAwayTest {
    private static final int SEEDS = 300;
    private static final int PLAYS = 60;

    /** Where a rule was missed last, if not among the first histories: looked at before all others, to save their time. */
    private static final Map<CutWithout, Long> MISSED_LAST = Map.ofEntries(
            Map.entry(CutWithout.KEEP_OLD, 20L),
            Map.entry(CutWithout.HAND_OVER, 32L),
            Map.entry(CutWithout.BETWEEN, 34L),
            Map.entry(CutWithout.BOUND, 27L),
            Map.entry(CutWithout.PASS_LOSS, 25L),
            Map.entry(CutWithout.ONE_IS_FIRST, 19L),
            Map.entry(CutWithout.SKEW, 18L),
            Map.entry(CutWithout.SETTLED, 77L),
            Map.entry(CutWithout.QUIET, 77L),
            Map.entry(CutWithout.FAILURE, 58L),
            Map.entry(CutWithout.NO_OLDER, 11L));

    private static final ExecutorService PLAYERS =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private static final Map<CutWithout, Future<String>> REPORTS = new EnumMap<>(CutWithout.class);

    /** Side by side rule by rule, not seed by seed: most rules are missed in one of the first few histories. */
    @BeforeAll
    static void playWithoutEach() {
        for (CutWithout rule : CutWithout.values()) {
            REPORTS.put(rule, PLAYERS.submit(() -> report(rule)));
        }
    }

    @AfterAll
    static void end() {
        PLAYERS.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void withoutItSomeHistoryGoesWrong(CutWithout rule) throws Exception {
        System.out.println(REPORTS.get(rule).get());
    }

    /** PROTOCOL 26: what is lost after we first came is missing, and no new beginning. */
    @Test
    void whereALogBeganForUsIsWrittenOnce() {
        History history = new History(
                new Setting(false, false, false),
                List.of(
                        new Move.Produce(0, 0, 1, 0, Content.READING),
                        new Move.Produce(0, 0, 1, 1, Content.READING),
                        new Move.Produce(0, 0, 1, 2, Content.READING),
                        new Move.Truncate(0, 2),
                        new Move.KillSpeed(0),
                        new Move.KillSpeed(1),
                        new Move.PollAll(0),
                        new Move.PollAll(1),
                        new Move.Toggle(0),
                        new Move.Toggle(0),
                        new Move.Hear(0),
                        new Move.Follow(0)));
        requireNeeded(history, Rules.ALL.with(Beginning.SEEN_ANEW), Violation.Kind.WRONG_ANSWER);
    }

    /** PROTOCOL 10: what one writer calls lost, being late, another one has archived. */
    @Test
    void aWriterThatIsLateTakesNothingBack() {
        History history = new History(
                new Setting(false, false, false),
                List.of(
                        new Move.Produce(0, 0, 1, 0, Content.READING),
                        new Move.Produce(0, 0, 1, 1, Content.READING),
                        new Move.Produce(0, 0, 1, 2, Content.READING),
                        new Move.Produce(0, 0, 1, 4, Content.READING),
                        new Move.Archive(1, 0, 2),
                        new Move.ArchiveCut(0),
                        new Move.Run(0, 3, RunRequest.Cut.ARCHIVE_END, false),
                        new Move.Publish(0),
                        new Move.Truncate(0, 4),
                        new Move.ArchiveAll(1),
                        new Move.Recompute(1, 0, 0, 3),
                        new Move.Publish(1),
                        new Move.Learn(0),
                        new Move.PollAll(0),
                        new Move.Hear(0),
                        new Move.Follow(0)));
        // A run finds that the archive has lost what it once had.
        requireNeeded(history, CutWithout.ONE_IS_FIRST.rest(), Violation.Kind.FAULT);
    }

    /** PROTOCOL 25: two producers whose clocks are ahead expire nothing. */
    @Test
    void nothingExpiresThatIsNotOldByTheWallClock() {
        History history = new History(
                new Setting(false, true, false),
                List.of(
                        new Move.Produce(0, 5_000, 1, 0, Content.READING),
                        new Move.Produce(0, 5_000, 1, 1, Content.READING),
                        new Move.ArchiveCut(0),
                        new Move.Run(0, 0, RunRequest.Cut.ARCHIVE_END, false),
                        new Move.Publish(0),
                        new Move.Learn(0),
                        new Move.PollAll(0),
                        new Move.Hear(0),
                        new Move.Follow(0)));
        requireNeeded(
                history,
                Rules.ALL.with(new ProvenCut() {
                    @Override
                    public long expiryClockMillis(long logClockMillis, long plannedMillis) {
                        return logClockMillis;
                    }
                }),
                Violation.Kind.WRONG_ANSWER);
    }

    /** PROTOCOL 11: where no records are, what lies around a place tells nothing of the history that it is of. */
    @Test
    void nothingIsReadOnFromAPlaceThatNothingVouchesFor() {
        History history = new History(
                new Setting(false, false, false),
                List.of(
                        new Move.Redefine(1),
                        new Move.Produce(0, -2, 3, 11, Content.READING),
                        new Move.PollAll(1),
                        new Move.Learn(1),
                        new Move.Rewrite(0, 3),
                        new Move.Produce(0, -1, 2, 11, Content.HOLE),
                        new Move.Produce(0, 0, 0, 4, Content.READING),
                        new Move.KillSpeed(1),
                        new Move.PollAll(1)));
        requireNeeded(
                history,
                Rules.ALL.with(new ProvenCut() {
                    @Override
                    public boolean isVouchedFor(int below, int epoch, int above) {
                        return true;
                    }
                }),
                Violation.Kind.WRONG_ANSWER);
    }

    /** PROTOCOL 33: of a record behind the tidemark only what was published there tells whether it is a duplicate. */
    @Test
    void whoBeginsAtATidemarkIsToldWhatIsRememberedThere() {
        History history = new History(
                new Setting(false, false, false),
                List.of(
                        new Move.Produce(0, 0, 1, 5, Content.READING),
                        new Move.Produce(0, 0, 1, 2, Content.READING),
                        new Move.ArchiveCut(0),
                        new Move.Run(0, 3, RunRequest.Cut.ARCHIVE_END, false),
                        new Move.Publish(0),
                        new Move.Learn(0),
                        new Move.Produce(0, 1, 2, 5, Content.READING),
                        new Move.PollAll(0),
                        new Move.Hear(0),
                        new Move.Follow(0)));
        requireNeeded(
                history,
                Rules.ALL.with(new ProvenCut() {
                    @Override
                    public boolean knowsAtOnce(boolean isBeforeFirstRecord) {
                        return true;
                    }
                }),
                Violation.Kind.WRONG_ANSWER);
    }

    /** A flip never takes {@code asOf} back: chance seldom makes what shows it. */
    @Test
    void noFlipTakesAnAnswerBack() {
        History history = new History(
                new Setting(false, true, false),
                List.of(
                        new Move.KillArchive(1, false),
                        new Move.Produce(0, 5_000, 1, 6, Content.READING),
                        new Move.Produce(0, 0, 2, 1, Content.READING),
                        new Move.ArchiveAll(1),
                        new Move.Run(0, 3, RunRequest.Cut.ARCHIVE_END, false),
                        new Move.Produce(0, 0, 1, 1, Content.EMPTY),
                        new Move.Poll(0, 0, 5),
                        new Move.Publish(0),
                        new Move.Hear(0),
                        new Move.Follow(0)));
        requireNeeded(
                history,
                Rules.ALL.with(new ProvenCut() {
                    @Override
                    public boolean mayFollow(Standing before, Standing after) {
                        return true;
                    }
                }),
                Violation.Kind.WENT_BACK);
    }

    private static void requireNeeded(History history, Rules without, Violation.Kind kind) {
        assertEquals(Optional.empty(), history.play(Rules.ALL));
        assertEquals(kind, history.play(without).orElseThrow().violation().kind());
    }

    private static String report(CutWithout rule) {
        long last = MISSED_LAST.getOrDefault(rule, 0L);
        for (long step = 0; step < SEEDS; step++) {
            long seed = (last + step) % SEEDS;
            History history = Chance.history(seed);
            Optional<Failure> failure = history.play(rule.rest());
            if (failure.isPresent()) {
                return "without " + rule + " (seed " + seed + "), " + shrunk(history, rule.rest(), failure.get());
            }
        }
        return fail("nothing went wrong without " + rule + " in " + SEEDS + " histories");
    }

    private static String shrunk(History history, Rules rules, Failure found) {
        History shrunk = history.shrunk(rules, found, PLAYS);
        Failure failure = shrunk.play(rules).orElseThrow();
        assertEquals(Optional.empty(), shrunk.play(Rules.ALL), "the same history goes well with the rule");
        return "after step " + failure.step() + ": " + failure.violation().getMessage() + "\n" + shrunk.code();
    }
}
