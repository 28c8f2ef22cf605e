package io.tidemark.time;

import java.time.Duration;
import java.util.List;

/** Spans of one length, end to end. */
public record Tumbling(Duration length) implements Window {
    public Tumbling {
        WindowText.positive("window", length);
    }

    @Override
    public List<TimeRange> spans(TimeRange range, TileSize tile, int max) {
        Steps.requireMultiple("window", length, tile);
        return Steps.spans(this, range, Steps.of(length, length, tile), max);
    }

    @Override
    public String toString() {
        return length.toString();
    }
}
