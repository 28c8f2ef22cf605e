package io.tidemark.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.it.simulation.History.Failure;
import io.tidemark.it.simulation.History.Rules;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of the whole system: after every step, every answer equals the plain fold below its asOf. */
class CutSimulationTest {
    private static final long SEEDS = Long.getLong("tidemark.simulation.seeds", 400);
    private static final boolean IS_ONE = System.getProperty("tidemark.simulation.seed") != null;
    private static final long FIRST =
            Long.getLong("tidemark.simulation.seed", Long.getLong("tidemark.simulation.first", 0));
    private static final long CHUNK = 50;
    private static final int PLAYS = 1500;

    /** The first seed of each chunk. */
    static LongStream chunks() {
        return IS_ONE
                ? LongStream.of(FIRST)
                : LongStream.iterate(FIRST, seed -> seed < FIRST + SEEDS, seed -> seed + CHUNK);
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void everyAnswerEqualsThePlainFoldBelowItsAsOf(long first) {
        long end = IS_ONE ? first + 1 : Math.min(first + CHUNK, FIRST + SEEDS);
        // Each world is one thread's; worlds have nothing in common.
        List<String> failures = LongStream.range(first, end)
                .parallel()
                .mapToObj(CutSimulationTest::failure)
                .flatMap(Optional::stream)
                .toList();
        if (!failures.isEmpty()) {
            fail(String.join("\n", failures));
        }
    }

    private static Optional<String> failure(long seed) {
        History history = Chance.history(seed);
        return history.play(Rules.ALL).map(failure -> report(seed, history, failure));
    }

    static String report(long seed, History history, Failure failure) {
        History shrunk = history.shrunk(Rules.ALL, failure, PLAYS);
        Failure smaller = shrunk.play(Rules.ALL).orElse(failure);
        return "seed " + seed + ", after step " + failure.step() + " of "
                + history.moves().size() + ": " + failure.violation().getMessage() + "\nshrunk to "
                + shrunk.moves().size() + " moves, after step " + smaller.step() + ": "
                + smaller.violation().getMessage() + "\n" + shrunk.code()
                + "run it again: mvn test -pl integration-tests -am -Dtest=CutSimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtidemark.simulation.seed=" + seed;
    }

    @Test
    void aSeedAlwaysMakesTheSameHistory() {
        assertEquals(Chance.history(7).code(), Chance.history(7).code());
    }
}
