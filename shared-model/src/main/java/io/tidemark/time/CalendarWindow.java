package io.tidemark.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Days, weeks or months, each from midnight to midnight in a zone: a day has 23 or 25 hours when clocks are moved.
 *
 * @param weekStart the first day of weeks
 */
public record CalendarWindow(CalendarUnit unit, ZoneId zone, DayOfWeek weekStart) implements Window {
    private static final long HOUR = 3_600_000;

    /** With weeks from Monday on. */
    public CalendarWindow(CalendarUnit unit, ZoneId zone) {
        this(unit, zone, DayOfWeek.MONDAY);
    }

    @Override
    public List<TimeRange> spans(TimeRange range, TileSize tile, int max) {
        if (tile.isAllTime()) {
            throw new IllegalArgumentException(
                    "window: " + unit + " cannot be cut from an aggregate of all time; use window=all");
        }
        if (range.firstMillis() == range.endMillis()) {
            return List.of();
        }
        double length = (double) range.endMillis() - (double) range.firstMillis();
        // Before any is made: there are at least so many.
        Steps.refuseTooMany(this, range, Math.floor(length / unit.mostMillis()), max);
        List<TimeRange> spans = new ArrayList<>();
        LocalDate first =
                unit.firstDay(LocalDate.ofInstant(Instant.ofEpochMilli(range.firstMillis()), zone), weekStart);
        long start = startOf(first);
        while (start < range.endMillis()) {
            first = unit.next(first);
            long end = startOf(first);
            TimeRange span = new TimeRange(start, end);
            // A zone that crosses the date line leaves a day out.
            if (start < end && range.overlaps(start, end)) {
                requireWholeTiles(span, tile);
                spans.add(span);
            }
            start = end;
        }
        Steps.refuseTooMany(this, range, spans.size(), max);
        return spans;
    }

    private long startOf(LocalDate date) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private void requireWholeTiles(TimeRange span, TileSize tile) {
        if (tile.startOf(span.firstMillis()) != span.firstMillis()
                || tile.startOf(span.endMillis()) != span.endMillis()) {
            long fitting = divisor(divisor(HOUR, span.firstMillis()), span.endMillis());
            throw new UnfitSpanException(
                    span,
                    "window " + this + ": the " + unit + " from "
                            + Instant.ofEpochMilli(span.firstMillis()) + " to " + Instant.ofEpochMilli(span.endMillis())
                            + " is not made of whole tiles of " + tile + "; ask an aggregation with a tile of "
                            + Duration.ofMillis(fitting));
        }
    }

    /** The greatest common divisor. */
    private static long divisor(long a, long b) {
        return b == 0 ? Math.abs(a) : divisor(b, a % b);
    }

    @Override
    public String toString() {
        return unit + " in " + zone
                + (unit == CalendarUnit.WEEK && weekStart != DayOfWeek.MONDAY ? " from " + weekStart : "");
    }
}
