package io.tidemark.serving.merge.question;

import io.tidemark.fold.GroupKey;
import java.util.Optional;

/**
 * Which rows of an answer are wanted: groups in order, and within each its windows.
 *
 * @param limit at most so many
 * @param order of each group's windows
 * @param after only what comes after this row
 */
public record Page(int limit, Order order, Optional<Place> after) {
    /** How a group's windows follow one another. */
    public enum Order {
        EARLIEST_FIRST,
        LATEST_FIRST
    }

    /** A row's place in the order of rows. */
    public record Place(GroupKey group, long firstMillis) {}
}
