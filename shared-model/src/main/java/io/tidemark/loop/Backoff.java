package io.tidemark.loop;

import io.tidemark.fault.FaultException;
import java.time.Duration;

/**
 * How long a loop rests after a failure. The pause doubles from {@code first} to {@code longest} while the failure is one
 * that passes by itself, or that nobody foresaw; where somebody must act, hurrying is of no use, and it is
 * {@code untilMended} at once.
 */
public record Backoff(Duration first, Duration longest, Duration untilMended) {
    /** From a tenth of a second to five; ten where somebody must act. */
    public static final Backoff DEFAULT =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || untilMended.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "not a back-off: first " + first + ", longest " + longest + ", until mended " + untilMended);
        }
    }

    /**
     * How long to rest after a failure.
     *
     * @param failures how many there were in a row, this one included
     */
    public Duration after(int failures, Throwable failure) {
        if (failure instanceof FaultException named && !named.passesByItself()) {
            return untilMended;
        }
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
