package io.tidemark.bench.measure;

import java.util.Comparator;
import java.util.List;

/**
 * One figure over all its runs.
 *
 * @param runs how many there were
 * @param correct what the checks said; {@code yes} only if all runs said so
 */
record Series(Key key, double median, double min, double max, int runs, String correct) {

    /** Which figure of which system. */
    record Key(String workload, String system, String variant, String metric) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::workload)
                .thenComparing(Key::system)
                .thenComparing(Key::variant)
                .thenComparing(Key::metric);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    static Series of(Key key, List<Double> values, List<String> verdicts) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        String correct = verdicts.contains("no") ? "no" : verdicts.get(0);
        return new Series(key, median, sorted[0], sorted[sorted.length - 1], sorted.length, correct);
    }

    /** Whether a run had a wrong answer. */
    boolean isWrong() {
        return correct.equals("no");
    }

    String unit() {
        return Metric.of(key.metric()).map(Metric::unit).orElse("");
    }

    /** The median, and the range where there is one. */
    String text() {
        return min == max ? write(median) : write(median) + " (" + write(min) + "–" + write(max) + ")";
    }

    private String write(double value) {
        return Metric.of(key.metric()).map(m -> m.write(value)).orElseGet(() -> Double.toString(value));
    }
}
