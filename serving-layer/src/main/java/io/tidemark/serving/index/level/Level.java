package io.tidemark.serving.index.level;

import io.tidemark.time.CalendarUnit;
import io.tidemark.time.CalendarWindow;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much event time one row of the index stands for: a tile, or a coarser span in UTC, of which a group's tiles are one row. */
public enum Level {
    TILE(null),
    DAY(CalendarUnit.DAY),
    MONTH(CalendarUnit.MONTH);

    private static final long DAY_MILLIS = 86_400_000;
    /** A span of fewer tiles gains less than it takes. */
    private static final int FEW = 4;
    /** Far beyond every event, and far from where a span's ends would not fit. */
    private static final long FAR = 1L << 60;

    private final CalendarWindow spans;

    Level(CalendarUnit unit) {
        this.spans = unit == null ? null : new CalendarWindow(unit, ZoneOffset.UTC);
    }

    /** The coarser levels that tiles can be joined to, the finest first; none for tiles that are long themselves. */
    public static List<Level> above(TileSize tile) {
        List<Level> levels = new ArrayList<>();
        if (tile.millis() <= DAY_MILLIS / FEW && DAY_MILLIS % tile.millis() == 0) {
            levels.add(DAY);
            levels.add(MONTH);
        }
        return levels;
    }

    /** The span of this level that holds an instant; the instant alone where nothing is joined. */
    public TimeRange spanOf(long millis) {
        if (spans == null || millis < -FAR || millis > FAR) {
            return new TimeRange(millis, millis);
        }
        return spans.spans(new TimeRange(millis, millis + 1), new TileSize(DAY_MILLIS), 1)
                .get(0);
    }

    /** As it is called in an answer. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
