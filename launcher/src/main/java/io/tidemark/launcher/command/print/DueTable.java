package io.tidemark.launcher.command.print;

import io.tidemark.launcher.config.ValueType;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;

/** What is due when, for people. */
public final class DueTable {
    private DueTable() {}

    public static void print(SchedulerStatus status, PrintWriter out) {
        Table table = new Table("SCHEDULE", "WHAT", "TIMES", "NEXT", "WAITING SINCE", "NEWEST RUN");
        table.row("", "incremental run", "", text(status.next()), "", "");
        for (RecomputeStatus recompute : status.recomputes()) {
            table.row(
                    recompute.name(),
                    "recompute the last " + ValueType.text(recompute.last())
                            + (recompute.aggregations().isEmpty()
                                    ? " of all"
                                    : " of " + String.join(", ", recompute.aggregations())),
                    recompute.cron() + " " + recompute.zone(),
                    text(recompute.next()),
                    text(recompute.waiting()),
                    recompute.run().orElse(""));
        }
        table.print(out);
        if (status.paused()) {
            out.println("scheduled runs are paused; what is missed of each is made up for once, when they are resumed");
        }
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse("");
    }
}
