package io.tidemark.bench.measure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one run measured, and its form as a line: {@code RESULT} and then {@code name=value} pairs without blanks. The
 * lines of all runs are gathered in one file, from which {@link Report} makes the tables.
 *
 * @param workload such as {@code ysb} or {@code freshness-50k}
 * @param system such as {@code tidemark}
 * @param variant how the system was set up
 * @param metrics by name, each in the unit that {@link Metric} states
 * @param correct {@code yes}, {@code no}, or {@code n/a} where there is no answer to check
 */
public record Result(String workload, String system, String variant, Map<String, Double> metrics, String correct) {
    private static final String START = "RESULT ";

    public Result {
        metrics = new LinkedHashMap<>(metrics);
    }

    public static Result of(String workload, String system, String variant) {
        return new Result(workload, system, variant, Map.of(), "n/a");
    }

    public Result with(Metric metric, double value) {
        Map<String, Double> more = new LinkedHashMap<>(metrics);
        more.put(metric.label(), value);
        return new Result(workload, system, variant, more, correct);
    }

    /** The same figure by another name. */
    Result renamed(Metric from, Metric to) {
        Map<String, Double> renamed = new LinkedHashMap<>();
        metrics.forEach((name, value) -> renamed.put(name.equals(from.label()) ? to.label() : name, value));
        return new Result(workload, system, variant, renamed, correct);
    }

    public Result checked(String verdict) {
        return new Result(workload, system, variant, metrics, verdict);
    }

    /** Prints the line to standard output. */
    public void print() {
        StringBuilder line = new StringBuilder(START);
        line.append("workload=").append(workload);
        line.append(" system=").append(system);
        line.append(" variant=").append(variant);
        metrics.forEach((name, value) ->
                line.append(' ').append(name).append('=').append(String.format(Locale.ROOT, "%.6g", value)));
        System.out.println(line.append(" correct=").append(correct));
    }

    /** Reads a line; empty if it is none of a result. */
    static Optional<Result> parse(String line) {
        if (!line.startsWith(START)) {
            return Optional.empty();
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : line.substring(START.length()).trim().split(" ")) {
            int eq = pair.indexOf('=');
            pairs.put(pair.substring(0, eq), pair.substring(eq + 1));
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        String workload = pairs.remove("workload");
        String system = pairs.remove("system");
        String variant = pairs.remove("variant");
        String correct = pairs.remove("correct");
        pairs.forEach((name, value) -> metrics.put(name, Double.valueOf(value)));
        return Optional.of(new Result(workload, system, variant, metrics, correct));
    }
}
