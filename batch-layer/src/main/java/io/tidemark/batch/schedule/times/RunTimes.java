package io.tidemark.batch.schedule.times;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When scheduled runs are due. All times are in UTC. */
public sealed interface RunTimes {
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

    /** By a Unix cron expression. */
    record Cron(String expression, ExecutionTime times) implements RunTimes {
        @Override
        public Optional<Instant> lastUntil(Instant now) {
            ZonedDateTime after = now.plusMillis(1).atZone(ZoneOffset.UTC);
            return times.lastExecution(after).map(ZonedDateTime::toInstant);
        }

        @Override
        public Optional<Instant> nextAfter(Instant now) {
            return times.nextExecution(now.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
        }
    }

    static RunTimes every(Duration interval, Duration delay) {
        return new Every(interval, delay);
    }

    /**
     * Reads a Unix cron expression of five fields: minute, hour, day of month, month, day of week.
     *
     * @throws IllegalArgumentException if it is none
     */
    static RunTimes cron(String expression) {
        try {
            CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            return new Cron(expression, ExecutionTime.forCron(parser.parse(expression)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TM-RUN-006 cron: \"" + expression + "\" is no Unix cron expression (" + e.getMessage()
                            + "); use five fields such as \"5 * * * *\", which is five minutes past every hour",
                    e);
        }
    }
}
