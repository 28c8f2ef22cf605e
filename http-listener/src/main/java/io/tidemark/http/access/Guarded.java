package io.tidemark.http.access;

import java.util.Map;
import java.util.function.Predicate;

/**
 * An aggregation as rules know it.
 *
 * @param groups by group field: whether a text is one of its values
 */
public record Guarded(String name, Map<String, Predicate<String>> groups) {
    public Guarded {
        groups = Map.copyOf(groups);
    }
}
