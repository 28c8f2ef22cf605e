package io.tidemark.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A unit of the ISO calendar. */
public enum CalendarUnit {
    DAY(25),
    WEEK(7 * 24 + 1),
    MONTH(31 * 24 + 1);

    private final int mostHours;

    CalendarUnit(int mostHours) {
        this.mostHours = mostHours;
    }

    /** The unit of a word, if it is one. */
    public static Optional<CalendarUnit> of(String word) {
        return Arrays.stream(values()).filter(u -> u.toString().equals(word)).findFirst();
    }

    /**
     * The first day of the unit that holds the date.
     *
     * @param weekStart of weeks
     */
    LocalDate firstDay(LocalDate date, DayOfWeek weekStart) {
        return switch (this) {
            case DAY -> date;
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(weekStart));
            case MONTH -> date.withDayOfMonth(1);
        };
    }

    LocalDate next(LocalDate firstDay) {
        return switch (this) {
            case DAY -> firstDay.plusDays(1);
            case WEEK -> firstDay.plusWeeks(1);
            case MONTH -> firstDay.plusMonths(1);
        };
    }

    /** The longest there is, when clocks are put back. */
    double mostMillis() {
        return mostHours * 3_600_000.0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
