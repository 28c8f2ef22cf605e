package io.tidemark.batch.schedule;

import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.time.Pause;
import java.time.Duration;
import java.time.Instant;

/**
 * How the scheduler goes about it.
 *
 * @param times when scheduled runs are due
 * @param attempts how often a run is tried before it is given up; by default 5
 * @param firstBackoff the pause after the first failure, doubled after each further one; by default 10 s
 * @param longestBackoff the longest pause; by default 10 min
 * @param keepReports how many reports of runs are kept; by default 500
 */
public record SchedulerSettings(
        RunTimes times, int attempts, Duration firstBackoff, Duration longestBackoff, int keepReports) {

    public SchedulerSettings {
        if (attempts < 1 || keepReports < 1) {
            throw new IllegalArgumentException(
                    "scheduler: " + attempts + " attempts, " + keepReports + " reports; each must be at least 1");
        }
        if (firstBackoff.isNegative() || longestBackoff.isNegative()) {
            throw new IllegalArgumentException(
                    "scheduler: pauses of " + firstBackoff + " to " + longestBackoff + "; none may be negative");
        }
    }

    /** The defaults, with these times. */
    public static SchedulerSettings at(RunTimes times) {
        return new SchedulerSettings(times, 5, Duration.ofSeconds(10), Duration.ofMinutes(10), 500);
    }

    public SchedulerSettings withTimes(RunTimes other) {
        return new SchedulerSettings(other, attempts, firstBackoff, longestBackoff, keepReports);
    }

    public SchedulerSettings withAttempts(int other) {
        return new SchedulerSettings(times, other, firstBackoff, longestBackoff, keepReports);
    }

    public SchedulerSettings withBackoff(Duration first, Duration longest) {
        return new SchedulerSettings(times, attempts, first, longest, keepReports);
    }

    /** Whether a run that failed is to be tried again: not if it ended later than now, by a clock that was ahead. */
    boolean isRetryDue(int failedAttempt, Instant ended, Instant now) {
        return new Pause(ended, pauseAfter(failedAttempt)).isOverAt(now);
    }

    /** When a run that failed is tried again. */
    Instant retryAt(int failedAttempt, Instant ended) {
        return ended.plus(pauseAfter(failedAttempt));
    }

    private Duration pauseAfter(int failedAttempt) {
        Duration pause = firstBackoff.multipliedBy(1L << Math.min(30, failedAttempt - 1));
        return pause.compareTo(longestBackoff) < 0 ? pause : longestBackoff;
    }
}
