package io.tidemark.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Joins the probes' send times with the times at which their counts were first visible. */
public final class Latency {
    private Latency() {}

    /** Arguments: workload, system and variant, the file of send times, the file of visible times, probes to drop. */
    public static void main(String[] args) throws IOException {
        Map<Integer, Long> sent = read(Path.of(args[3]));
        Map<Integer, Long> seen = read(Path.of(args[4]));
        int warmup = Integer.parseInt(args[5]);
        sent.keySet().removeIf(probe -> probe < warmup);
        double[] ms = sent.keySet().stream()
                .filter(seen::containsKey)
                .mapToDouble(probe -> (seen.get(probe) - sent.get(probe)) / 1e3)
                .sorted()
                .toArray();
        Result.of(args[0], args[1], args[2])
                .with(Metric.EVENTS, sent.size())
                .with(Metric.SEEN, ms.length)
                .with(Metric.P50_MS, at(ms, 0.5))
                .with(Metric.P90_MS, at(ms, 0.9))
                .with(Metric.P99_MS, at(ms, 0.99))
                .with(Metric.P999_MS, at(ms, 0.999))
                .with(Metric.MAX_MS, at(ms, 1))
                .checked(ms.length == sent.size() ? "yes" : "no")
                .print();
    }

    private static double at(double[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)];
    }

    private static Map<Integer, Long> read(Path file) throws IOException {
        Map<Integer, Long> times = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] f = line.split("\t");
            times.put(Integer.parseInt(f[0]), Long.parseLong(f[1]));
        }
        return times;
    }
}
