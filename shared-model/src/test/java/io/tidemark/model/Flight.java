package io.tidemark.model;

import java.time.Instant;

/** The event of these tests. */
record Flight(Instant date, int delay, int distance, String origin, String destination, Cause cause) {
    enum Cause {
        WEATHER,
        CARRIER
    }

    boolean isLate() {
        return delay >= 15;
    }

    String route() {
        return origin() + "-" + destination;
    }
}
