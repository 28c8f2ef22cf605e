package io.tidemark.batch.schedule.times;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * By a Unix cron expression, whose fields are the wall clock's of a zone. Where that is set forward, each time that it leaves
 * out is at the moment at which it is set; where it is set back, a time that comes twice counts once, when it comes first. So
 * each later time of the wall clock is a later instant, or the same.
 */
public record CronTimes(String expression, ZoneId zone, ExecutionTime times) implements RunTimes {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final ZonedDateTime ANY = ZonedDateTime.parse("2000-01-01T00:00Z");

    static CronTimes of(String expression, ZoneId zone) {
        CronTimes read = new CronTimes(expression, zone, read(expression));
        if (read.times.nextExecution(ANY).isEmpty()) {
            throw new IllegalArgumentException(
                    "TM-RUN-006 cron: \"" + expression + "\" never comes; use days that its months have");
        }
        return read;
    }

    private static ExecutionTime read(String expression) {
        try {
            return ExecutionTime.forCron(PARSER.parse(expression));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TM-RUN-006 cron: \"" + expression + "\" is no Unix cron expression (" + e.getMessage()
                            + "); use five fields such as \"5 * * * *\", which is five minutes past every hour",
                    e);
        }
    }

    @Override
    public Optional<Instant> lastUntil(Instant now) {
        return times.lastExecution(inUtc(reached(now).plus(1, ChronoUnit.MILLIS)))
                .map(this::instant);
    }

    @Override
    public Optional<Instant> nextAfter(Instant now) {
        return times.nextExecution(inUtc(reached(now))).map(this::instant);
    }

    /** The last time of the wall clock that came first at or before an instant. */
    private LocalDateTime reached(Instant now) {
        LocalDateTime shown = LocalDateTime.ofInstant(now, zone).truncatedTo(ChronoUnit.MILLIS);
        ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        boolean comesAgain = change != null && change.isOverlap() && !now.isBefore(change.getInstant());
        return comesAgain ? change.getDateTimeBefore().minus(1, ChronoUnit.MILLIS) : shown;
    }

    /** When a time of the wall clock, of which the cron library only knows that it follows others, comes first. */
    private Instant instant(ZonedDateTime time) {
        LocalDateTime local = time.toLocalDateTime();
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : ZonedDateTime.of(local, zone).toInstant();
    }

    private static ZonedDateTime inUtc(LocalDateTime local) {
        return local.atZone(ZoneOffset.UTC);
    }
}
