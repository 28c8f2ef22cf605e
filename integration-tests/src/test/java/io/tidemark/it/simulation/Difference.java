package io.tidemark.it.simulation;

import io.tidemark.testkit.PlainFold.Cell;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells how two answers differ, by the positions they count. */
final class Difference {
    private Difference() {}

    static String of(Map<Cell, List<Object>> expected, Map<Cell, List<Object>> actual) {
        Map<String, Long> lost = positions(expected);
        Map<String, Long> extra = positions(actual);
        for (Map.Entry<String, Long> counted : Map.copyOf(lost).entrySet()) {
            long common = Math.min(counted.getValue(), extra.getOrDefault(counted.getKey(), 0L));
            take(lost, counted.getKey(), common);
            take(extra, counted.getKey(), common);
        }
        return lost.isEmpty() && extra.isEmpty()
                ? "expected " + expected + " but it says " + actual
                : "lost " + lost + ", too many " + extra;
    }

    private static void take(Map<String, Long> positions, String position, long count) {
        if (count > 0 && positions.merge(position, -count, Long::sum) == 0) {
            positions.remove(position);
        }
    }

    /** What the last metric of each row has seen, if it can tell: {@code partition:offset} of each event, and how often. */
    private static Map<String, Long> positions(Map<Cell, List<Object>> answer) {
        Map<String, Long> positions = new TreeMap<>();
        answer.values().forEach(metrics -> {
            if (metrics.get(metrics.size() - 1) instanceof Map<?, ?> seen) {
                seen.forEach((position, count) -> positions.merge((String) position, (Long) count, Long::sum));
            }
        });
        return positions;
    }
}
