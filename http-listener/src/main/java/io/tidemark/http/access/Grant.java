package io.tidemark.http.access;

import java.util.Map;
import java.util.Set;

/**
 * What a principal may with one aggregation.
 *
 * @param right the furthest
 * @param groups by group field: the texts of the values that may be seen, where a null value is {@link #NULL}; a field that
 *     is not there is not restricted
 */
public record Grant(Right right, Map<String, Set<String>> groups) {
    /** Stands for the null value of a group field. No text that can be stored is the same. */
    public static final String NULL = "\0";

    /** Everything. */
    public static final Grant WHOLE = new Grant(Right.ADMIN, Map.of());

    public Grant {
        groups = Map.copyOf(groups);
    }

    /** Whether every group may be seen. */
    public boolean isOfAllGroups() {
        return groups.isEmpty();
    }
}
