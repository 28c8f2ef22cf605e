package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a figure stays where it is. Owned by one thread.
 *
 * @param what its name and unit
 * @param settledAt the first so many seconds do not count, nor does the first quarter: in that time it may come to where it stays
 * @param allowed how much it may grow in all, on top of a tenth of its mean: that much goes up and down by itself
 */
record Trend(String what, double settledAt, double allowed, List<Sample> samples) {
    private static final double ALLOWED_OF_MEAN = 0.1;

    /** A figure at a time. */
    record Sample(double seconds, double value) {}

    Trend(String what, double settledAt, double allowed) {
        this(what, settledAt, allowed, new ArrayList<>());
    }

    void add(double seconds, double value) {
        samples.add(new Sample(seconds, value));
    }

    private List<Sample> settled() {
        double from = Math.max(settledAt, samples.get(samples.size() - 1).seconds() / 4);
        return samples.stream().filter(sample -> sample.seconds() >= from).toList();
    }

    double mean() {
        return settled().stream().mapToDouble(Sample::value).average().orElseThrow();
    }

    /** From the begin of the settled time to its end, by the straight line that fits best (least squares). */
    double growth() {
        List<Sample> settled = settled();
        double middle = settled.stream().mapToDouble(Sample::seconds).average().orElseThrow();
        double mean = mean();
        double products = 0;
        double squares = 0;
        for (Sample sample : settled) {
            double distance = sample.seconds() - middle;
            products += distance * (sample.value() - mean);
            squares += distance * distance;
        }
        double span = settled.get(settled.size() - 1).seconds() - settled.get(0).seconds();
        return squares == 0 ? 0 : products / squares * span;
    }

    double mostGrowth() {
        return allowed + ALLOWED_OF_MEAN * mean();
    }

    boolean isFlat() {
        return growth() <= mostGrowth();
    }

    /** A row of the table that people read. */
    String row() {
        return String.format(
                "%-28s first %10.1f  mean %10.1f  last %10.1f  growth %+9.1f  allowed %8.1f  %s",
                what,
                samples.get(0).value(),
                mean(),
                samples.get(samples.size() - 1).value(),
                growth(),
                mostGrowth(),
                isFlat() ? "flat" : "GROWS");
    }

    Result result() {
        return Result.of("soak", "tidemark", what)
                .with(Metric.MEAN, mean())
                .with(Metric.GROWTH, growth())
                .with(Metric.MOST_GROWTH, mostGrowth())
                .checked(isFlat() ? "yes" : "no");
    }
}
