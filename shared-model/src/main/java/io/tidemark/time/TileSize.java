package io.tidemark.time;

import java.time.Duration;

/**
 * The length of a tile: a divisor of an hour, a whole number of hours, or all time. Tiles are aligned to the Unix epoch
 * in UTC and half open: {@code [start, end)}.
 *
 * @param millis the length, or {@link Long#MAX_VALUE} for all time, whose single tile starts at 0
 */
public record TileSize(long millis) {
    public static final TileSize ALL_TIME = new TileSize(Long.MAX_VALUE);
    private static final long HOUR = 3_600_000;

    public TileSize {
        if (millis != Long.MAX_VALUE && !isValid(millis)) {
            throw new IllegalArgumentException(
                    "a tile of " + millis + " ms neither divides an hour nor is a whole number of hours");
        }
    }

    public static TileSize of(Duration duration) {
        return new TileSize(duration.toMillis());
    }

    public static boolean isValid(long millis) {
        return millis > 0 && (HOUR % millis == 0 || millis % HOUR == 0);
    }

    public boolean isAllTime() {
        return millis == Long.MAX_VALUE;
    }

    /** The start of the tile that holds the instant, in milliseconds since the Unix epoch. */
    public long startOf(long instantMillis) {
        return isAllTime() ? 0 : instantMillis - Math.floorMod(instantMillis, millis);
    }

    /** The first instant after the tile that starts at {@code startMillis}. */
    public long endOf(long startMillis) {
        return isAllTime() ? Long.MAX_VALUE : startMillis + millis;
    }

    /** A range of event time, widened to whole tiles. */
    public TimeRange widen(TimeRange range) {
        if (isAllTime() || range.isAll()) {
            return TimeRange.ALL;
        }
        long first = range.firstMillis() == Long.MIN_VALUE ? Long.MIN_VALUE : startOf(range.firstMillis());
        long last = startOf(range.endMillis());
        boolean isWhole = range.endMillis() == Long.MAX_VALUE || last == range.endMillis();
        return new TimeRange(first, isWhole ? range.endMillis() : endOf(last));
    }

    @Override
    public String toString() {
        return isAllTime() ? "all time" : Duration.ofMillis(millis).toString();
    }
}
