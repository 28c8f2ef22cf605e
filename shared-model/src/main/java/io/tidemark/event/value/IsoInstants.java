package io.tidemark.event.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/**
 * Reads instants in ISO 8601. The usual form, {@code 2001-01-31T23:59:00Z} with up to six digits of fraction, is read by
 * hand: the JDK's parser takes as long as the rest of the record. Every other form is the JDK's.
 */
public final class IsoInstants {
    private static final long DAY_SECONDS = 86_400;
    private static final int DATE_AND_TIME = "2001-01-31T23:59:00".length();
    private static final int MICROS = 6;

    private IsoInstants() {}

    /** The instant, cut to the microsecond. */
    public static Instant parse(CharSequence text) {
        Instant usual = parseUsual(text);
        return usual != null ? usual : cut(Instant.parse(text));
    }

    public static Instant ofEpochMillis(long millis) {
        return storable(Instant.ofEpochMilli(millis));
    }

    public static Instant cut(Instant instant) {
        return storable(instant).truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant storable(Instant instant) {
        if (!Storable.isStorable(instant)) {
            throw new DateTimeException("is too far from 1970");
        }
        return instant;
    }

    /**
     * Reads the usual form alone. Null if the text is of another form, or of this form and wrong: the JDK then says what is
     * wrong.
     */
    public static Instant parseUsual(CharSequence text) {
        int length = text.length();
        if (length <= DATE_AND_TIME
                || text.charAt(length - 1) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        int day = digits(text, 8, 2);
        int hour = digits(text, 11, 2);
        int minute = digits(text, 14, 2);
        int second = digits(text, 17, 2);
        int nanos = fraction(text, length - 1);
        if ((year | hour | minute | second | nanos) < 0
                || month < 1
                || month > 12
                || day < 1
                || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        long epochDay = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(epochDay * DAY_SECONDS + hour * 3600L + minute * 60L + second, nanos);
    }

    /** Nanoseconds of the fraction between the seconds and {@code end}, or -1. */
    private static int fraction(CharSequence text, int end) {
        if (end == DATE_AND_TIME) {
            return 0;
        }
        int count = end - DATE_AND_TIME - 1;
        if (text.charAt(DATE_AND_TIME) != '.' || count < 1 || count > MICROS) {
            return -1;
        }
        int value = digits(text, DATE_AND_TIME + 1, count);
        for (int i = count; value >= 0 && i < 9; i++) {
            value *= 10;
        }
        return value;
    }

    /** The number of {@code count} digits at {@code from}, or -1. */
    private static int digits(CharSequence text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
