package io.tidemark.it.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cut.Cut;
import io.tidemark.it.simulation.History.Failure;
import java.util.Optional;
import java.util.stream.LongStream;
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
        Cut cut = rule.rest;
        Optional<Found> found = LongStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> play(seed, cut))
                .flatMap(Optional::stream)
                .findFirst();
        assertTrue(found.isPresent(), "nothing went wrong without " + rule + " in " + SEEDS + " histories");
        System.out.println(report(rule, found.get()));
    }

    private static Optional<Found> play(long seed, Cut cut) {
        History history = Chance.history(seed);
        return history.play(cut).map(failure -> new Found(seed, history, failure));
    }

    private static String report(CutWithout rule, Found found) {
        Cut cut = rule.rest;
        History shrunk = found.history().shrunk(cut, found.failure(), PLAYS);
        Failure failure = shrunk.play(cut).orElseThrow();
        assertTrue(shrunk.play(Cut.PROVEN).isEmpty(), "the same history goes well with the rule");
        return "without " + rule + " (seed " + found.seed() + "), after step " + failure.step() + ": "
                + failure.violation().getMessage() + "\n" + shrunk.code();
    }
}
