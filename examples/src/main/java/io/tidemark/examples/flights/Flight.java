package io.tidemark.examples.flights;

import java.time.Instant;

/**
 * A flight within the United States.
 *
 * @param date when it was to depart, taken as UTC
 * @param delay in minutes; negative: early
 * @param distance in miles
 * @param origin the airport's three-letter code
 * @param destination the airport's three-letter code
 */
public record Flight(Instant date, int delay, int distance, String origin, String destination) {
    /** From when on it counts as late, in minutes, as the Department of Transportation counts. */
    static final int LATE_MINUTES = 15;

    boolean isLate() {
        return delay >= LATE_MINUTES;
    }
}
