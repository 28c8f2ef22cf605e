package io.tidemark.batch.run;

import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.Optional;

/** Whether event times are what they were meant to be: seconds that are taken for milliseconds lie in January 1970. */
final class EventTimes {
    private static final TimeRange LONG_AGO =
            new TimeRange(0, Instant.parse("1990-01-01T00:00:00Z").toEpochMilli());

    private EventTimes() {}

    static Optional<Fault> warning(AggregationView view) {
        long rows = 0;
        long longAgo = 0;
        for (ViewFile file : view.files()) {
            rows += file.rows();
            boolean isLongAgo = LONG_AGO.contains(file.tiles().firstMillis())
                    && file.tiles().endMillis() <= LONG_AGO.endMillis();
            longAgo += isLongAgo ? file.rows() : 0;
        }
        if (longAgo * 2 <= rows) {
            return Optional.empty();
        }
        return Optional.of(
                new Fault(
                        "TM-RUN-012",
                        "aggregation \"" + view.aggregation() + "\"",
                        "rows between 1970 and 1990: " + longAgo + " of " + rows + "; are event times in seconds?",
                        "let eventTime give milliseconds or an Instant, as by Instant.ofEpochSecond; the next run folds all anew"));
    }
}
