package io.tidemark.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All figures as tables, for people. */
final class ResultsPage {
    private final RunLog log;
    private final List<Series> series;
    private final StringBuilder page = new StringBuilder();

    ResultsPage(RunLog log) {
        this.log = log;
        this.series = log.series();
    }

    String write() {
        line("# Results");
        line("");
        line(
                "Written by `benchmarks/run report`. Each figure is the median, with the range in brackets, of runs that took");
        line("turns: every system once, then all again. The broker has the same cores as the system that is measured.");
        line(
                "`benchmarks/README.md` says what the workloads and columns mean; each table names the command that repeats it.");
        line("");
        about();
        goals();
        faults();
        workloads().forEach(this::workload);
        return page.toString();
    }

    private void about() {
        line("| what | |");
        line("|---|---|");
        line("| machine | " + machine() + " |");
        log.about().forEach((name, value) -> line("| " + name + " | " + value.replace("|", "\\|") + " |"));
        line("");
    }

    private void goals() {
        line("## Goals");
        line("");
        line(Goal.HEAD);
        Goal.all().forEach(goal -> line(goal.row(series)));
        line("");
    }

    private void faults() {
        List<String> wrong = rows(series).values().stream()
                .filter(row -> row.stream().anyMatch(Series::isWrong))
                .map(row -> row.get(0).key())
                .map(key -> "wrong answers: " + key.workload() + ", " + key.system() + ", " + key.variant())
                .toList();
        line("## Runs that failed");
        line("");
        if (wrong.isEmpty() && log.failures().isEmpty()) {
            line("None, and no answer was wrong.");
        }
        log.failures().forEach(failure -> line("- failed: `" + failure + "`"));
        wrong.forEach(one -> line("- " + one));
        line("");
    }

    private Set<String> workloads() {
        Set<String> workloads = new TreeSet<>();
        series.forEach(s -> workloads.add(s.key().workload()));
        return workloads;
    }

    private void workload(String workload) {
        List<Series> mine =
                series.stream().filter(s -> s.key().workload().equals(workload)).toList();
        List<Metric> metrics = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            if (metric != Metric.EVENTS
                    && mine.stream().anyMatch(s -> s.key().metric().equals(metric.label()))) {
                metrics.add(metric);
            }
        }
        line("## " + workload);
        line("");
        line("`benchmarks/run --workloads=" + workload + "`");
        line("");
        StringBuilder head = new StringBuilder("| system | variant | runs |");
        metrics.forEach(m -> head.append(' ').append(m.label()).append(" |"));
        line(head.append(" correct |").toString());
        line("|---|---|--:|" + "--:|".repeat(metrics.size()) + "---|");
        rows(mine).values().forEach(row -> row(row, metrics));
        line("");
    }

    private static Map<String, List<Series>> rows(List<Series> series) {
        Map<String, List<Series>> rows = new TreeMap<>();
        series.forEach(s -> rows.computeIfAbsent(
                        s.key().workload() + " " + s.key().system() + " "
                                + s.key().variant(),
                        k -> new ArrayList<>())
                .add(s));
        return rows;
    }

    private void row(List<Series> row, List<Metric> metrics) {
        Series first = row.get(0);
        StringBuilder text = new StringBuilder("| ")
                .append(first.key().system())
                .append(" | ")
                .append(first.key().variant())
                .append(" | ")
                .append(row.stream().mapToInt(Series::runs).max().orElse(0))
                .append(" |");
        for (Metric metric : metrics) {
            Optional<Series> found = row.stream()
                    .filter(s -> s.key().metric().equals(metric.label()))
                    .findFirst();
            text.append(' ').append(found.map(Series::text).orElse("–")).append(" |");
        }
        String correct = row.stream().anyMatch(Series::isWrong) ? "**no**" : first.correct();
        line(text.append(' ').append(correct).append(" |").toString());
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + fromProc("/proc/cpuinfo", "model name") + "), "
                + memory() + " GiB of memory, " + System.getProperty("os.name")
                + " " + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }

    private static String memory() {
        String kib = fromProc("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
        return kib.isEmpty() ? "unknown" : String.format(Locale.ROOT, "%.1f", Long.parseLong(kib) / 1048576.0);
    }

    private static String fromProc(String file, String key) {
        try {
            for (String found : Files.readAllLines(Path.of(file))) {
                if (found.startsWith(key)) {
                    return found.substring(found.indexOf(':') + 1).trim();
                }
            }
        } catch (IOException e) {
            // No /proc on this system: the page says that it is not known.
        }
        return "unknown";
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
