package io.tidemark.time;

import java.time.Instant;

/** A half-open range of event time, {@code [first, end)}, in milliseconds since the Unix epoch. */
public record TimeRange(long firstMillis, long endMillis) {
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    public TimeRange {
        if (firstMillis > endMillis) {
            throw new IllegalArgumentException(
                    "a time range ends before it starts: " + firstMillis + " > " + endMillis);
        }
    }

    public static TimeRange of(Instant first, Instant end) {
        return new TimeRange(first.toEpochMilli(), end.toEpochMilli());
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /** Whether it holds no instant. */
    public boolean isEmpty() {
        return firstMillis == endMillis;
    }

    /** Whether all of another lies in it. */
    public boolean holds(TimeRange other) {
        return other.firstMillis >= firstMillis && other.endMillis <= endMillis;
    }

    public boolean contains(long instantMillis) {
        return instantMillis >= firstMillis && instantMillis < endMillis;
    }

    public boolean overlaps(long otherFirstMillis, long otherEndMillis) {
        return firstMillis < otherEndMillis && otherFirstMillis < endMillis;
    }
}
