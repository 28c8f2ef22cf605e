package io.tidemark.serving.http.query;

import io.tidemark.event.value.IsoInstants;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.problem.HttpFault;
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
    private static final Pattern DATE = Pattern.compile("-?\\d+-\\d\\d-\\d\\d");

    /** In 1985. */
    private static final long LEAST_SECONDS = 500_000_000;
    /** In 2286. */
    private static final long END_OF_SECONDS = 10_000_000_000L;

    private TimeText() {}

    /**
     * {@code 2001-01-31T08:00:00Z}, the same with an offset, {@code 2001-01-31} for when that day begins in the clock's
     * zone, milliseconds since the Unix epoch, {@code now}, or a duration from now such as {@code -PT6H}.
     */
    public static long millis(String place, String text, Clock clock) {
        try {
            return parse(place, text, clock);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw HttpFault.BAD_TIME.at(
                    place,
                    "\"" + text + "\" is not a time",
                    "use 2001-01-31T08:00:00Z, 2001-01-31, milliseconds since 1970, or a time before now such as -PT6H");
        }
    }

    /** Whether it is a date, which is another instant in another zone. */
    public static boolean isDate(String text) {
        return DATE.matcher(text).matches();
    }

    /** Whether the range that is asked for stays the same as time goes by. */
    public static boolean isLasting(Parameters query) {
        return isLasting(query.one(QueryWords.FROM)) && isLasting(query.one(QueryWords.TO));
    }

    private static boolean isLasting(Optional<String> text) {
        return text.isEmpty()
                || !(text.get().equals("now") || DURATION.matcher(text.get()).matches());
    }

    /** Seconds since 1970 of any year from 1985 on are, as milliseconds, some day in the spring of 1970, which nobody means. */
    private static long millisNotSeconds(String place, long millis) {
        if (millis >= LEAST_SECONDS && millis < END_OF_SECONDS) {
            Instant meant = Instant.ofEpochMilli(millis);
            throw HttpFault.BAD_TIME.at(
                    place,
                    millis + " is in milliseconds, which is " + meant,
                    "if seconds are meant, use " + millis + "000 or " + Instant.ofEpochSecond(millis)
                            + "; if that is meant, " + meant);
        }
        return millis;
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
            return millisNotSeconds(place, Long.parseLong(text));
        }
        if (isDate(text)) {
            return LocalDate.parse(text)
                    .atStartOfDay(clock.getZone())
                    .toInstant()
                    .toEpochMilli();
        }
        // A '+' of an offset that was not escaped arrives as a blank.
        Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        return instant.toEpochMilli();
    }
}
