package io.tidemark.batch.view;

import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How much event time one view file covers: the smallest of an hour, a day and 30 days that holds 24 tiles, so that a
 * run rewrites little and a view has not too many files. Slices are aligned to the Unix epoch. All time is one slice.
 */
public record SliceSize(long millis) {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long MONTH = 30 * DAY;
    private static final int TILES = 24;
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public static SliceSize of(TileSize tile) {
        if (tile.isAllTime()) {
            return new SliceSize(Long.MAX_VALUE);
        }
        if (HOUR / TILES >= tile.millis()) {
            return new SliceSize(HOUR);
        }
        return new SliceSize(DAY / TILES >= tile.millis() ? DAY : MONTH);
    }

    /** The slice that holds the tile with this start. */
    public TimeRange of(long tileMillis) {
        if (isAllTime()) {
            return TimeRange.ALL;
        }
        // At the ends of time a slice is cut short, so that its ends do not wrap around.
        long into = Math.floorMod(tileMillis, millis);
        long first = tileMillis < Long.MIN_VALUE + into ? Long.MIN_VALUE : tileMillis - into;
        long end = tileMillis > Long.MAX_VALUE - (millis - into) ? Long.MAX_VALUE : tileMillis + (millis - into);
        return new TimeRange(first, end);
    }

    /** A directory's name for a slice. */
    String directory(TimeRange slice) {
        return isAllTime() ? "tiles=all" : "tiles=" + START.format(Instant.ofEpochMilli(slice.firstMillis()));
    }

    private boolean isAllTime() {
        return millis == Long.MAX_VALUE;
    }
}
