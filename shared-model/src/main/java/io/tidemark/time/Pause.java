package io.tidemark.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A pause by a wall clock, which may be set meanwhile. Where it was set back behind the beginning of the pause, nobody knows
 * how long that lasted, and it is over: a clock that was years ahead for a moment must not make anybody wait for years.
 */
public record Pause(Instant from, Duration length) {
    public boolean isOverAt(Instant now) {
        return now.isBefore(from) || !now.isBefore(from.plus(length));
    }
}
