package io.tidemark.batch.schedule.times;

import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is recomputed again and again: "the last 2 days, every night".
 *
 * @param name what runs and files call it: {@value #NAME_FORM}
 * @param last how far the range of event time reaches back from the time at which it is due, to whole tiles
 * @param aggregations only these; empty: all
 */
public record RecomputeSchedule(String name, CronTimes times, Duration last, Set<String> aggregations) {
    public static final String NAME_FORM = "[a-z][a-z0-9-]{0,39}";
    private static final Pattern NAME = Pattern.compile(NAME_FORM);

    public RecomputeSchedule {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "recompute schedule \"" + name + "\": is no name; use letters, digits and dashes: " + NAME_FORM);
        }
        if (last.isNegative() || last.isZero()) {
            throw new IllegalArgumentException(
                    "recompute schedule \"" + name + "\": the last " + last + " are no time at all; use P1D or more");
        }
        aggregations = Set.copyOf(new TreeSet<>(aggregations));
    }

    /** The range of event time of the one that is due at a time: a function of that alone, whenever it is begun. */
    public TimeRange rangeAt(Instant due) {
        return new TimeRange(due.minus(last).toEpochMilli(), due.toEpochMilli());
    }
}
