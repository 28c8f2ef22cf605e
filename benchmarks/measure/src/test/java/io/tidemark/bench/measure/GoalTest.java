package io.tidemark.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final Series.Key OURS = new Series.Key("ysb", "tidemark", "rocksdb", "events_per_s");
    private static final Series.Key THEIRS = new Series.Key("ysb", "flink", "rocksdb", "events_per_s");
    private static final Goal TWICE = Goal.more("ysb", OURS).against(THEIRS).atLeast(2);

    @Test
    void missingFigureIsShownAsNotMeasured() {
        String row = TWICE.row(List.of(series(THEIRS, 100, "yes")));
        assertEquals(
                "| ysb | not measured | 100 | – | ≥ 2 | – | not measured | `benchmarks/run --workloads=ysb` |", row);
        assertTrue(TWICE.row(List.of(series(OURS, 100, "yes"))).contains("| 100 | not measured |"));
    }

    @Test
    void boundItselfHolds() {
        assertEquals("yes", verdict(TWICE, 200, 100));
        assertEquals("**no**", verdict(TWICE, 199, 100));
    }

    @Test
    void reachForIsToldBesideAtLeast() {
        Goal both = TWICE.reachFor(3);
        assertEquals("yes", verdict(both, 250, 100));
        assertEquals("yes, reached", verdict(both, 300, 100));
        assertEquals("not reached", verdict(Goal.more("", OURS).against(THEIRS).reachFor(3), 250, 100));
    }

    @Test
    void lessIsBetterWhereItIsTime() {
        Goal half = Goal.less("", OURS).against(THEIRS).atLeast(0.5);
        assertEquals("yes", verdict(half, 50, 100));
        assertEquals("**no**", verdict(half, 51, 100));
        assertEquals("yes", verdict(Goal.less("", OURS).atLeast(2), 1.9, 100));
    }

    @Test
    void wrongAnswerIsNoSuccess() {
        String row = TWICE.row(List.of(series(OURS, 900, "no"), series(THEIRS, 100, "yes")));
        assertTrue(row.contains("**wrong answers**"), row);
    }

    @Test
    void goalWithoutABoundIsThatTheAnswersAreRight() {
        Goal exact = Goal.exact("soak", OURS);
        assertTrue(exact.row(List.of(series(OURS, 300, "yes"))).contains("| 300 | – | – | – | – | exact |"));
        assertTrue(exact.row(List.of(series(OURS, 300, "no"))).contains("**wrong answers**"));
        assertTrue(exact.row(List.of()).contains("not measured"));
    }

    /** The figures to reach: ten rows of "at least", some of them against several systems. */
    @Test
    void everyGoalHasARowAndNamesWhatIsMeasured() {
        List<Goal> goals = Goal.all();
        Set<String> bounds = goals.stream()
                .map(goal -> goal.atLeast() + " " + goal.reachFor())
                .collect(Collectors.toSet());
        assertTrue(bounds.size() >= 8, bounds::toString);
        assertEquals(29, goals.size());
        for (Goal goal : goals) {
            assertTrue(Metric.of(goal.ours().metric()).isPresent(), goal.what());
        }
    }

    private static String verdict(Goal goal, double ours, double theirs) {
        String row = goal.row(List.of(series(OURS, ours, "yes"), series(THEIRS, theirs, "yes")));
        return row.split(" \\| ")[6];
    }

    private static Series series(Series.Key key, double value, String correct) {
        return Series.of(key, List.of(value), List.of(correct));
    }
}
