package io.tidemark.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes {@code RESULTS.md} and {@code results.json} from the lines of all runs. Arguments: the file of lines, and the
 * folder to write to.
 */
public final class Report {
    private static final String BROKER = "BROKER cpu_s=";

    private Report() {}

    public static void main(String[] args) throws IOException {
        List<Result> results = results(Files.readAllLines(Path.of(args[0])));
        List<Series> series = series(results);
        Path folder = Path.of(args[1]);
        Files.writeString(folder.resolve("results.json"), ResultsJson.write(series));
        Files.writeString(folder.resolve("RESULTS.md"), new ResultsPage(series).write());
    }

    /** The results in the file; what the broker used besides belongs to the result before it. */
    static List<Result> results(List<String> lines) {
        List<Result> results = new ArrayList<>();
        for (String line : lines) {
            Result.parse(line).ifPresent(results::add);
            if (line.startsWith(BROKER) && !results.isEmpty()) {
                Result last = results.remove(results.size() - 1);
                results.add(withBroker(last, Double.parseDouble(line.substring(BROKER.length()))));
            }
        }
        return results;
    }

    private static Result withBroker(Result result, double cpuSeconds) {
        Double events = result.metrics().get(Metric.EVENTS.label());
        return events == null ? result : result.with(Metric.BROKER_CPU_S_PER_M, cpuSeconds / (events / 1e6));
    }

    /** Every figure of each system and variant, its runs gathered. */
    static List<Series> series(List<Result> results) {
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
