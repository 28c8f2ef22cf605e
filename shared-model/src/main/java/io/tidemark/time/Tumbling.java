package io.tidemark.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;

/**
 * Spans of one length, end to end.
 *
 * @param weekStart the day on which whole weeks start
 */
public record Tumbling(Duration length, DayOfWeek weekStart) implements Window {
    public Tumbling {
        WindowText.positive("window", length);
    }

    /** With whole weeks from Monday on. */
    public Tumbling(Duration length) {
        this(length, DayOfWeek.MONDAY);
    }

    @Override
    public List<TimeRange> spans(TimeRange range, TileSize tile, int max) {
        Steps.requireMultiple("window", length, tile);
        return Steps.spans(this, range, Steps.of(length, length, tile, weekStart), max);
    }

    @Override
    public String toString() {
        return length.toString();
    }
}
