package io.tidemark.batch.run;

import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether event times are what they were meant to be: seconds that are taken for milliseconds lie in January 1970. */
final class EventTimes {
    private static final TimeRange LONG_AGO =
            new TimeRange(0, Instant.parse("1990-01-01T00:00:00Z").toEpochMilli());

    private EventTimes() {}

    static Optional<Fault> warning(AggregationView view) {
        long rows = 0;
        long longAgo = 0;
        for (ViewFiles.Section section : view.content().sections()) {
            rows += section.rows();
            // Few have such, and a list of files that cannot be among them is not read for it.
            if (LONG_AGO.overlaps(section.tiles().firstMillis(), section.tiles().endMillis())) {
                longAgo += longAgo(view.content().files(section));
            }
        }
        for (ViewFile file : view.content().named()) {
            rows += file.rows();
        }
        longAgo += longAgo(view.content().named());
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

    private static long longAgo(List<ViewFile> files) {
        long rows = 0;
        for (ViewFile file : files) {
            boolean isLongAgo = LONG_AGO.contains(file.tiles().firstMillis())
                    && file.tiles().endMillis() <= LONG_AGO.endMillis();
            rows += isLongAgo ? file.rows() : 0;
        }
        return rows;
    }
}
