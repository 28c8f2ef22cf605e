package io.tidemark.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Joins the probes' send times with the times at which their counts were first visible. How late the probes were sent is
 * told besides: a generator that stalls would otherwise hide what it stalled with.
 */
public final class Latency {
    /** A generator that is later than this with one of a hundred probes was not steady. */
    private static final double LATEST_MS = 50;

    private Latency() {}

    /** Arguments: workload, system and variant, the file of send times, the file of visible times, probes to drop. */
    public static void main(String[] args) throws IOException {
        Map<Integer, Long> sent = read(Path.of(args[3]), 1);
        Map<Integer, Long> late = read(Path.of(args[3]), 2);
        Map<Integer, Long> seen = read(Path.of(args[4]), 1);
        int warmup = Integer.parseInt(args[5]);
        sent.keySet().removeIf(probe -> probe < warmup);
        double[] ms = sorted(
                sent.keySet().stream().filter(seen::containsKey).mapToLong(probe -> seen.get(probe) - sent.get(probe)));
        if (ms.length == 0) {
            throw new IllegalStateException("latency: no probe was seen");
        }
        double lateness = at(sorted(sent.keySet().stream().mapToLong(late::get)), 0.99);
        if (lateness > LATEST_MS) {
            throw new IllegalStateException("generator: one of a hundred probes went out more than " + lateness
                    + " ms late; other work is on this" + " machine, or it is too small");
        }
        Result.of(args[0], args[1], args[2])
                .with(Metric.EVENTS, sent.size())
                .with(Metric.SEEN, ms.length)
                .with(Metric.P50_MS, at(ms, 0.5))
                .with(Metric.P90_MS, at(ms, 0.9))
                .with(Metric.P99_MS, at(ms, 0.99))
                .with(Metric.P999_MS, at(ms, 0.999))
                .with(Metric.MAX_MS, at(ms, 1))
                .with(Metric.LATE_P99_MS, lateness)
                .checked(ms.length == sent.size() ? "yes" : "no")
                .print();
    }

    private static double[] sorted(LongStream micros) {
        return micros.mapToDouble(m -> m / 1e3).sorted().toArray();
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)];
    }

    private static Map<Integer, Long> read(Path file, int column) throws IOException {
        Map<Integer, Long> times = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] f = line.split("\t");
            times.put(Integer.parseInt(f[0]), Long.parseLong(f[column]));
        }
        return times;
    }
}
