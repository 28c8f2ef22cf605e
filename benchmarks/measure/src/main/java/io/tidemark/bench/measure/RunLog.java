package io.tidemark.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lines of all runs, as {@code benchmarks/run} gathers them. Besides results: {@code BROKER cpu_s=…}, what the broker
 * used during the result before it; {@code FAILED …}, a line of the suite that did not come to its end; {@code ABOUT
 * name=value}, of which the last of a name counts.
 *
 * @param about what was run, and on what
 */
record RunLog(List<Result> results, List<String> failures, Map<String, String> about) {
    private static final String BROKER = "BROKER cpu_s=";
    private static final String FAILED = "FAILED ";
    private static final String ABOUT = "ABOUT ";

    static RunLog of(List<String> lines) {
        RunLog log = new RunLog(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
        lines.forEach(log::add);
        return log;
    }

    private void add(String line) {
        Result.parse(line).ifPresent(results::add);
        if (line.startsWith(BROKER) && !results.isEmpty()) {
            int last = results.size() - 1;
            results.set(last, withBroker(results.get(last), Double.parseDouble(line.substring(BROKER.length()))));
        } else if (line.startsWith(FAILED)) {
            failures.add(line.substring(FAILED.length()));
        } else if (line.startsWith(ABOUT)) {
            int eq = line.indexOf('=');
            about.put(line.substring(ABOUT.length(), eq), line.substring(eq + 1));
        }
    }

    private static Result withBroker(Result result, double cpuSeconds) {
        Double events = result.metrics().get(Metric.EVENTS.label());
        return events == null ? result : result.with(Metric.BROKER_CPU_S_PER_M, cpuSeconds / (events / 1e6));
    }

    /** Every figure of each system and variant, its runs gathered. */
    List<Series> series() {
        Map<Series.Key, List<Double>> values = new TreeMap<>();
        Map<Series.Key, List<String>> verdicts = new TreeMap<>();
        for (Result result : results) {
            result.metrics().forEach((name, value) -> {
                var key = new Series.Key(result.workload(), result.system(), result.variant(), name);
                values.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
                verdicts.computeIfAbsent(key, k -> new ArrayList<>()).add(result.correct());
            });
        }
        List<Series> series = new ArrayList<>();
        values.forEach((key, found) -> series.add(Series.of(key, found, verdicts.get(key))));
        return series;
    }
}
