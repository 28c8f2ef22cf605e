package io.tidemark.batch.schedule.times;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** When something is due. */
public sealed interface RunTimes permits RunTimes.Every, CronTimes {
    /** The last time at or before an instant; empty if there was none. */
    Optional<Instant> lastUntil(Instant now);

    /** The first time after an instant; empty if there will be none. */
    Optional<Instant> nextAfter(Instant now);

    /**
     * Once an interval, counted from the Unix epoch.
     *
     * @param delay after the interval's end, for the archive to take in its last records
     */
    record Every(Duration interval, Duration delay) implements RunTimes {
        @Override
        public Optional<Instant> lastUntil(Instant now) {
            long since = now.toEpochMilli() - delay.toMillis();
            return Optional.of(
                    Instant.ofEpochMilli(since - Math.floorMod(since, interval.toMillis()) + delay.toMillis()));
        }

        @Override
        public Optional<Instant> nextAfter(Instant now) {
            return lastUntil(now).map(last -> last.plus(interval));
        }
    }

    static RunTimes every(Duration interval, Duration delay) {
        return new Every(interval, delay);
    }

    /** The same in UTC. */
    static RunTimes cron(String expression) {
        return cron(expression, ZoneOffset.UTC);
    }

    /**
     * Reads a Unix cron expression of five fields: minute, hour, day of month, month, day of week.
     *
     * @throws IllegalArgumentException if it is none, or never comes
     */
    static CronTimes cron(String expression, ZoneId zone) {
        return CronTimes.of(expression, zone);
    }
}
