package io.tidemark.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cut.ProvenCut;
import io.tidemark.it.simulation.History.Failure;
import io.tidemark.it.simulation.History.Rules;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Move.Content;
import io.tidemark.seam.RunRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation notices when a rule of the cut is missing: each one is needed, and prints the history that shows it. */
class RuleTakenAwayTest {
    private static final int SEEDS = 300;
    private static final int PLAYS = 150;

    private record Found(long seed, History history, Failure failure) {}

    /** That files are one chain cannot be taken away: a file's name is its place in the chain. */
    @ParameterizedTest
    @EnumSource
    void withoutItSomeHistoryGoesWrong(CutWithout rule) {
        Rules rules = rule.rest();
        Optional<Found> found = LongStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> play(seed, rules))
                .flatMap(Optional::stream)
                .findFirst();
        assertTrue(found.isPresent(), "nothing went wrong without " + rule + " in " + SEEDS + " histories");
        System.out.println(report(rule, found.get()));
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
        requireNeeded(history, Rules.ALL.with(Beginning.SEEN_ANEW));
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
        requireNeeded(history, Rules.ALL.with(new ProvenCut() {
            @Override
            public long expiryClockMillis(long logClockMillis, long plannedMillis) {
                return logClockMillis;
            }
        }));
    }

    private static void requireNeeded(History history, Rules without) {
        assertEquals(Optional.empty(), history.play(Rules.ALL));
        assertEquals(
                Violation.Kind.WRONG_ANSWER,
                history.play(without).orElseThrow().violation().kind());
    }

    private static Optional<Found> play(long seed, Rules rules) {
        History history = Chance.history(seed);
        return history.play(rules).map(failure -> new Found(seed, history, failure));
    }

    private static String report(CutWithout rule, Found found) {
        Rules rules = rule.rest();
        History shrunk = found.history().shrunk(rules, found.failure(), PLAYS);
        Failure failure = shrunk.play(rules).orElseThrow();
        assertTrue(shrunk.play(Rules.ALL).isEmpty(), "the same history goes well with the rule");
        return "without " + rule + " (seed " + found.seed() + "), after step " + failure.step() + ": "
                + failure.violation().getMessage() + "\n" + shrunk.code();
    }
}
