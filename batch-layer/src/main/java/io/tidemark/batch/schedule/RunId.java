package io.tidemark.batch.schedule;

import io.tidemark.batch.schedule.times.RecomputeSchedule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;

/**
 * What runs are called: the millisecond in which a run was asked for, and its number within that millisecond, from 1, or
 * the name of the recompute schedule by which it was.
 */
final class RunId {
    private static final String FORM = "[0-9TZ-]{1,40}(?:-" + RecomputeSchedule.NAME_FORM + ")?";
    private static final DateTimeFormatter MILLISECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** In which runs were asked for. As text, the tenth of a millisecond would come before the second. */
    static final Comparator<String> ORDER = Comparator.comparing(RunId::millisecond)
            .thenComparingInt(id -> number(id).length())
            .thenComparing(RunId::number);

    private RunId() {}

    static String of(Instant asked, int number) {
        return MILLISECOND.format(asked) + "-" + number;
    }

    static String of(Instant asked, String schedule) {
        return MILLISECOND.format(asked) + "-" + schedule;
    }

    static boolean isOne(String text) {
        return text.matches(FORM);
    }

    private static String millisecond(String id) {
        return id.substring(0, end(id));
    }

    private static String number(String id) {
        return id.substring(end(id));
    }

    private static int end(String id) {
        // The first: the name of a schedule may have others.
        int dash = id.indexOf('-');
        return dash < 0 ? id.length() : dash;
    }
}
