package io.tidemark.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All figures as tables, for people. */
final class ResultsPage {
    private final List<Series> series;
    private final StringBuilder page = new StringBuilder();

    ResultsPage(List<Series> series) {
        this.series = series;
    }

    String write() {
        line("# Results");
        line("");
        line("Written by `benchmarks/run report` on " + LocalDate.now(ZoneOffset.UTC) + ", on " + machine() + ".");
        line("Each figure is the median, with the range in brackets, of runs that took turns: every system once, then");
        line(
                "all again. The broker has the same cores as the system that is measured. `benchmarks/README.md` says what");
        line("the workloads and columns mean; each table names the command that repeats it.");
        line("");
        goals();
        workloads().forEach(this::workload);
        return page.toString();
    }

    private void goals() {
        List<String> rows = new ArrayList<>();
        Goal.all().forEach(goal -> goal.row(series).ifPresent(rows::add));
        if (rows.isEmpty()) {
            return;
        }
        line("## Goals");
        line("");
        line("| what | ours | theirs | goal: ours / theirs | reached | holds |");
        line("|---|--:|--:|--:|--:|---|");
        rows.forEach(this::line);
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
        series.forEach(
                s -> rows.computeIfAbsent(s.key().system() + " " + s.key().variant(), k -> new ArrayList<>())
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
                .append(first.runs())
                .append(" |");
        for (Metric metric : metrics) {
            Optional<Series> found = row.stream()
                    .filter(s -> s.key().metric().equals(metric.label()))
                    .findFirst();
            text.append(' ').append(found.map(Series::text).orElse("–")).append(" |");
        }
        line(text.append(' ').append(first.correct()).append(" |").toString());
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + fromProc("/proc/cpuinfo", "model name") + "), "
                + fromProc("/proc/meminfo", "MemTotal") + " of memory, " + System.getProperty("os.name")
                + ", Java " + System.getProperty("java.version");
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
