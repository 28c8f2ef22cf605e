package io.tidemark.serving.http.exchange;

import io.tidemark.event.value.IsoInstants;
import io.tidemark.serving.http.problem.HttpFault;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** An instant as a caller writes it. */
public final class TimeText {
    private static final Pattern DURATION = Pattern.compile("[+-]?P.+");
    private static final Pattern MILLIS = Pattern.compile("-?\\d+");
    private static final Pattern DATE = Pattern.compile("-?\\d+-\\d\\d-\\d\\d");

    private TimeText() {}

    /**
     * {@code 2001-01-31T08:00:00Z}, the same with an offset, {@code 2001-01-31} for midnight in UTC, milliseconds since
     * the Unix epoch, {@code now}, or a duration from now such as {@code -PT6H}.
     */
    public static long millis(String place, String text, Clock clock) {
        try {
            return parse(text, clock);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw HttpFault.BAD_TIME.at(
                    place,
                    "\"" + text + "\" is not a time",
                    "use 2001-01-31T08:00:00Z, 2001-01-31, milliseconds since 1970, or a time before now such as -PT6H");
        }
    }

    /** Whether the range that is asked for stays the same as time goes by. */
    public static boolean isLasting(Parameters query) {
        return isLasting(query.one("from")) && isLasting(query.one("to"));
    }

    private static boolean isLasting(Optional<String> text) {
        return text.isEmpty()
                || !(text.get().equals("now") || DURATION.matcher(text.get()).matches());
    }

    private static long parse(String text, Clock clock) {
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
            return Long.parseLong(text);
        }
        if (DATE.matcher(text).matches()) {
            return LocalDate.parse(text)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toEpochMilli();
        }
        // A '+' of an offset that was not escaped arrives as a blank.
        Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        return instant.toEpochMilli();
    }
}
