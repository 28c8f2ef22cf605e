package io.tidemark.session;

import java.time.Duration;
import java.util.Optional;

/**
 * How a group's events fall into sessions. Two events that follow one another in event time are of one session if no more
 * than the gap lies between them. A stretch of such events that is longer than {@code maxLength} is cut where event time is
 * a whole multiple of it since the Unix epoch: whatever comes when, and in which order, one set of events has one set of
 * sessions.
 *
 * @param gap positive
 * @param maxLength made of whole tiles; empty: a stretch is one session, however long
 */
public record Sessions(Duration gap, Optional<Duration> maxLength) {
    /** Of one tile there are never more fragments; a gap that is shorter for its tile is refused. */
    public static final int MOST_OF_A_TILE = 1_000;

    /** Into how many stretches the events of a tile fall at most: each begins later than a gap after the one before. */
    public long mostOf(long tileMillis) {
        return (tileMillis - 1) / (gapMillis() + 1) + 1;
    }

    public long gapMillis() {
        return gap.toMillis();
    }

    /** {@link Long#MAX_VALUE} if a session may be of any length. */
    public long maxMillis() {
        return maxLength.map(Duration::toMillis).orElse(Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "sessions with a gap of " + gap
                + maxLength.map(length -> ", of at most " + length).orElse("");
    }
}
