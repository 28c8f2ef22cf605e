package io.tidemark.launcher.command.print;

import io.tidemark.seam.RunReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Runs for people. */
public final class RunTable {
    private RunTable() {}

    public static void print(List<RunReport> runs, PrintWriter out) {
        Table table = new Table("RUN", "KIND", "BY", "STATE", "DONE", "REQUESTED", "TOOK", "RECORDS", "MANIFEST", "");
        for (RunReport run : runs) {
            table.row(
                    run.id(),
                    word(run.kind()),
                    run.trigger(),
                    word(run.state()),
                    Math.round(run.progress() * 100) + "%",
                    run.requested().truncatedTo(ChronoUnit.SECONDS),
                    took(run),
                    run.recordsRead(),
                    run.manifest() == 0 ? "" : run.manifest(),
                    run.message().replace("\n", "; "));
        }
        table.print(out);
    }

    private static String took(RunReport run) {
        return run.started()
                .flatMap(start -> run.ended().map(end -> Duration.between(start, end)))
                .map(d -> String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0))
                .orElse("");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
