package io.tidemark.time;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/** The words of a window in a query. */
final class WindowText {
    private WindowText() {}

    static Duration duration(String place, String text, String mend) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException fault) {
            throw new IllegalArgumentException(place + ": \"" + text + "\" is not one; " + mend, fault);
        }
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException fault) {
            throw new IllegalArgumentException(
                    "zone: \"" + text + "\" is not one; use a name such as Europe/Amsterdam or UTC", fault);
        }
    }

    /** A day of the week, in English. */
    static DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equalsIgnoreCase(text)) {
                return day;
            }
        }
        throw new IllegalArgumentException(
                Window.WEEK_START + ": \"" + text + "\" is not a day; use monday, sunday or another one in English");
    }

    /** A length of whole milliseconds above zero. */
    static Duration positive(String place, Duration length) {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException(place + ": " + length + " is not positive; use a duration such as PT1H");
        }
        if (length.toNanosPart() % 1_000_000 != 0 || length.compareTo(Duration.ofDays(366_000)) > 0) {
            throw new IllegalArgumentException(
                    place + ": " + length + " is not a whole number of milliseconds below a thousand years; use PT1H");
        }
        return length;
    }
}
