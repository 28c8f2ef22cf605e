package io.tidemark.serving.http.query;

import io.tidemark.event.value.IsoInstants;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import io.tidemark.model.QueryWords;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** An instant as a caller writes it. */
public final class TimeText {
    private static final Pattern DURATION = Pattern.compile("[+-]?P.+");
    private static final Pattern MILLIS = Pattern.compile("-?\\d+");
    private static final Pattern DATE = Pattern.compile("[+-]?\\d+-\\d\\d-\\d\\d");

    private static final Pattern LOCAL =
            Pattern.compile("[+-]?\\d+-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d+)?)?");

    /** In 1985. */
    private static final long LEAST_SECONDS = 500_000_000;
    /** In 2286. */
    private static final long END_OF_SECONDS = 10_000_000_000L;
    /** 1900-01-01 without its dashes. */
    private static final long FIRST_DATE = 19_000_101;

    private static final long END_OF_DATES = 100_000_000;
    /** In 1973, and as milliseconds in 5138. */
    private static final long LEAST_MICROS = 100_000_000_000_000L;

    private TimeText() {}

    /**
     * {@code 2001-01-31T08:00:00Z}, the same with an offset, {@code 2001-01-31} for when that day begins in the clock's
     * zone, milliseconds since the Unix epoch, {@code now}, or a duration from now such as {@code -PT6H}.
     */
    public static long millis(String place, String text, Clock clock) {
        try {
            // A '+' that was not escaped arrives as a blank.
            return parse(place, text.replace(' ', '+'), clock);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw isLocal(text)
                    ? HttpFault.BAD_TIME.at(
                            place,
                            "\"" + text + "\" says not in which zone, and on some days there is no such time, or two",
                            "end it with Z for UTC, or with an offset such as +01:00")
                    : HttpFault.BAD_TIME.at(
                            place,
                            "\"" + text + "\" is not a time",
                            "use 2001-01-31T08:00:00Z or 2001-01-31T08:00:00+01:00, 2001-01-31, milliseconds since 1970,"
                                    + " or a time before now such as -PT6H");
        }
    }

    private static boolean isLocal(String text) {
        return LOCAL.matcher(text).matches();
    }

    /** Whether it is a date, which is another instant in another zone. */
    public static boolean isDate(String text) {
        return DATE.matcher(text.replace(' ', '+')).matches();
    }

    /** Whether the range that is asked for stays the same as time goes by. */
    public static boolean isLasting(Parameters query) {
        return isLasting(query.one(QueryWords.FROM)) && isLasting(query.one(QueryWords.TO));
    }

    private static boolean isLasting(Optional<String> text) {
        return text.isEmpty()
                || !(text.get().equals("now") || DURATION.matcher(text.get()).matches());
    }

    /**
     * Seconds since 1970 of any year from 1985 on are, as milliseconds, some day in the spring of 1970, and a date without
     * its dashes is the first morning of that year; microseconds lie beyond year 5000. None of that is meant.
     */
    private static long millisAndNothingElse(String place, long millis) {
        if (millis >= LEAST_SECONDS && millis < END_OF_SECONDS) {
            throw refused(
                    place, millis, "if seconds are meant, use " + millis + "000 or " + Instant.ofEpochSecond(millis));
        }
        if (millis >= FIRST_DATE && millis < END_OF_DATES) {
            throw refused(place, millis, "if a date is meant, write it with dashes, such as 2001-01-31");
        }
        if (millis >= LEAST_MICROS || millis <= -LEAST_MICROS) {
            throw refused(place, millis, "if microseconds are meant, use " + millis / 1_000);
        }
        return millis;
    }

    private static ProblemException refused(String place, long millis, String mend) {
        Instant said = Instant.ofEpochMilli(millis);
        return HttpFault.BAD_TIME.at(
                place, millis + " is in milliseconds, which is " + said, mend + "; if that is meant, " + said);
    }

    private static long parse(String place, String text, Clock clock) {
        // The usual form first, and by hand: the JDK's parser takes as long as the rest of a small question.
        Instant usual = IsoInstants.parseUsual(text);
        if (usual != null) {
            return usual.toEpochMilli();
        }
        if (text.equals("now")) {
            return clock.millis();
        }
        if (DURATION.matcher(text).matches()) {
            return clock.instant().plus(Duration.parse(text)).toEpochMilli();
        }
        if (MILLIS.matcher(text).matches()) {
            return millisAndNothingElse(place, Long.parseLong(text));
        }
        if (isDate(text)) {
            return LocalDate.parse(text)
                    .atStartOfDay(clock.getZone())
                    .toInstant()
                    .toEpochMilli();
        }
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }
}
