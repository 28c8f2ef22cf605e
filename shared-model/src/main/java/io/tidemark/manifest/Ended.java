package io.tidemark.manifest;

import io.tidemark.tidemark.LogPosition;

/**
 * Of one partition of a log that is read no more: how far a view answers for it. The next run takes in the rest.
 *
 * @param since where the partition began for us
 * @param at all records below are in the view
 * @param end where its archive ends: there are no records from here on
 */
public record Ended(long since, LogPosition at, long end) {
    /** Whether the view has all there are. */
    public boolean isWhole() {
        return at.offset() >= end;
    }
}
