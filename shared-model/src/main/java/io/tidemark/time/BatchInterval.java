package io.tidemark.time;

import java.time.Duration;

/** The length of an epoch: a slice of the log by the partition's log clock. */
public record BatchInterval(long millis) {
    public static final BatchInterval HOURLY = new BatchInterval(3_600_000);

    public BatchInterval {
        if (millis <= 0) {
            throw new IllegalArgumentException("a batch interval of " + millis + " ms is not positive");
        }
    }

    public static BatchInterval of(Duration duration) {
        return new BatchInterval(duration.toMillis());
    }

    /** The epoch of a record at which the log clock stands at {@code logClockMillis}. */
    public long epochOf(long logClockMillis) {
        return Math.floorDiv(logClockMillis, millis);
    }

    /** Of the first epoch there is, which is shorter, the beginning of time. */
    public long startOf(long epoch) {
        return epoch <= epochOf(Long.MIN_VALUE) ? Long.MIN_VALUE : epoch * millis;
    }

    /** The last log clock of an epoch; the end of time for the last epoch, which is shorter. */
    public long lastOf(long epoch) {
        return epoch >= epochOf(Long.MAX_VALUE) ? Long.MAX_VALUE : startOf(epoch + 1) - 1;
    }
}
