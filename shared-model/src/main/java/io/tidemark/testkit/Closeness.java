package io.tidemark.testkit;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/** Whether two results of an aggregator that is not exact, and states no error, could be of the same events. */
final class Closeness {
    private static final double FAR = 0.25;
    private static final double FEW = 3;

    private Closeness() {}

    static boolean areClose(Object one, Object other) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one instanceof Number a && other instanceof Number b) {
            double most = Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()));
            return Math.abs(a.doubleValue() - b.doubleValue()) <= FAR * most + (most > 2 * FEW ? FEW : 0);
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return areClose(a.size(), b.size())
                    && a.keySet().stream().filter(b::containsKey).allMatch(key -> areClose(a.get(key), b.get(key)));
        }
        if (one instanceof Collection<?> a && other instanceof Collection<?> b) {
            return areClose(a.size(), b.size());
        }
        return one.getClass() == other.getClass() || Objects.equals(one, other);
    }
}
