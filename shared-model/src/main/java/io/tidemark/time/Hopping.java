package io.tidemark.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;

/**
 * Spans of one length, of which one starts at every hop: an event is in {@code length / hop} of them.
 *
 * @param weekStart the day on which a hop of whole weeks starts
 */
public record Hopping(Duration length, Duration hop, DayOfWeek weekStart) implements Window {
    public Hopping {
        WindowText.positive("window", length);
        WindowText.positive("hop", hop);
        if (hop.compareTo(length) > 0) {
            throw new IllegalArgumentException("hop: " + hop + " is longer than the window " + length
                    + ", so that events would be left out; use at most " + length);
        }
    }

    /** With hops of whole weeks from Monday on. */
    public Hopping(Duration length, Duration hop) {
        this(length, hop, DayOfWeek.MONDAY);
    }

    @Override
    public List<TimeRange> spans(TimeRange range, TileSize tile, int max) {
        Steps.requireMultiple("window", length, tile);
        Steps.requireMultiple("hop", hop, tile);
        return Steps.spans(this, range, Steps.of(length, hop, tile, weekStart), max);
    }

    @Override
    public String toString() {
        return length + " every " + hop;
    }
}
