package io.tidemark.batch.schedule;

import io.tidemark.batch.schedule.times.RecomputeSchedule;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.time.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How the scheduler goes about it.
 *
 * @param times when scheduled incremental runs are due
 * @param recomputes what is recomputed again and again, each under a name of its own; by default nothing
 * @param attempts how often a run is tried before it is given up; by default 5
 * @param firstBackoff the pause after the first failure, doubled after each further one; by default 10 s
 * @param longestBackoff the longest pause; by default 10 min
 * @param keepReports how many reports of runs are kept; by default 500
 */
public record SchedulerSettings(
        RunTimes times,
        List<RecomputeSchedule> recomputes,
        int attempts,
        Duration firstBackoff,
        Duration longestBackoff,
        int keepReports) {

    public SchedulerSettings {
        recomputes = List.copyOf(recomputes);
        if (recomputes.stream().map(RecomputeSchedule::name).distinct().count() < recomputes.size()) {
            throw new IllegalArgumentException("scheduler: two recompute schedules have one name: " + recomputes);
        }
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
        return new SchedulerSettings(times, List.of(), 5, Duration.ofSeconds(10), Duration.ofMinutes(10), 500);
    }

    public SchedulerSettings withTimes(RunTimes other) {
        return new SchedulerSettings(other, recomputes, attempts, firstBackoff, longestBackoff, keepReports);
    }

    public SchedulerSettings withRecomputes(List<RecomputeSchedule> other) {
        return new SchedulerSettings(times, other, attempts, firstBackoff, longestBackoff, keepReports);
    }

    public SchedulerSettings withAttempts(int other) {
        return new SchedulerSettings(times, recomputes, other, firstBackoff, longestBackoff, keepReports);
    }

    public SchedulerSettings withBackoff(Duration first, Duration longest) {
        return new SchedulerSettings(times, recomputes, attempts, first, longest, keepReports);
    }

    public SchedulerSettings withKeepReports(int other) {
        return new SchedulerSettings(times, recomputes, attempts, firstBackoff, longestBackoff, other);
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
