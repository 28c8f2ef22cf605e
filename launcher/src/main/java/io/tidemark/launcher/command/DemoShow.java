package io.tidemark.launcher.command;

import io.tidemark.launcher.client.NodeException;
import io.tidemark.launcher.command.print.FaultWatch;
import io.tidemark.launcher.command.print.ProgressLine;
import io.tidemark.launcher.demo.Demo;
import io.tidemark.launcher.demo.DemoProgress;
import io.tidemark.launcher.demo.DemoReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What a person sees of the demo. Owned by one thread. */
final class DemoShow {
    private final Demo demo;
    private final PrintWriter out;
    private final ProgressLine line;
    private final FaultWatch faults;
    private Optional<Duration> firstAnswer = Optional.empty();
    private Optional<Duration> allAnswered = Optional.empty();
    private Optional<DemoReport> report = Optional.empty();

    DemoShow(Demo demo, PrintWriter out, PrintWriter err) {
        this.demo = demo;
        this.out = out;
        this.line = new ProgressLine(out);
        this.faults = new FaultWatch(demo::faults, err, Clock.systemUTC());
    }

    void introduce(Path directory) {
        out.println("console and API: " + demo.uri() + "   (everything is kept in " + directory + "; Ctrl-C ends it)");
        out.flush();
    }

    /** Looks once. Returns whether batch answers for everything, and the answers were compared with the file. */
    boolean step() throws IOException {
        faults.step();
        if (firstAnswer.isEmpty() && demo.isAnswering()) {
            firstAnswer = Optional.of(sinceStart());
        }
        if (report.isEmpty()) {
            DemoProgress progress = demo.progress();
            line.show(progress.line());
            if (progress.isAllFolded() && allAnswered.isEmpty()) {
                allAnswered = Optional.of(sinceStart());
            }
            if (progress.isAllCovered() && firstAnswer.isPresent()) {
                compare();
            }
        }
        return report.isPresent();
    }

    /** Whether the answers were those of the file. */
    boolean isRight() {
        return report.map(r -> r.differences().isEmpty()).orElse(false);
    }

    /** A serving node flips a moment after the run has published: until then batch does not answer for everything. */
    private void compare() {
        try {
            DemoReport compared = demo.compare();
            if (compared.isAllFromBatch() || !compared.differences().isEmpty()) {
                report = Optional.of(compared);
                line.end();
                print(compared);
            }
        } catch (NodeException e) {
            line.show("waiting for a complete answer: " + e.getMessage());
        }
    }

    private void print(DemoReport compared) {
        out.println();
        out.printf(
                Locale.ROOT,
                "All flights are answered, and overwritten by batch: %,d flights, sum of delays %,d minutes.%n",
                compared.totals().get("flights"),
                compared.totals().get("sum_delay"));
        out.printf(
                Locale.ROOT,
                "Compared with the file: count, sum, least and greatest delay of %d origins: %s.%n",
                compared.origins(),
                compared.differences().isEmpty()
                        ? "all equal"
                        : "differences: " + compared.differences().size());
        compared.differences().forEach(difference -> out.println("  " + difference));
        out.println("Since the start: first answer " + seconds(firstAnswer) + ", all flights answered "
                + seconds(allAnswered) + ", all overwritten by batch " + seconds(Optional.of(sinceStart())) + ".");
        out.flush();
    }

    private static Duration sinceStart() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private static String seconds(Optional<Duration> duration) {
        return duration.map(d -> String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0))
                .orElse("-");
    }
}
