package io.tidemark.spark.driver;

import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * What units report, each under its number: of one that is folded twice, because a task was lost or is slow, either report
 * counts, and not both. They come with heartbeats as well, so that progress is seen inside a task.
 */
final class Reports extends AccumulatorV2<UnitReport, TreeMap<Integer, UnitReport>> {
    private static final long serialVersionUID = 1;

    private final TreeMap<Integer, UnitReport> reports = new TreeMap<>();

    @Override
    public synchronized boolean isZero() {
        return reports.isEmpty();
    }

    @Override
    public synchronized Reports copy() {
        Reports copy = new Reports();
        copy.reports.putAll(reports);
        return copy;
    }

    @Override
    public synchronized void reset() {
        reports.clear();
    }

    @Override
    public synchronized void add(UnitReport report) {
        reports.merge(report.unit(), report, UnitReport::further);
    }

    @Override
    public void merge(AccumulatorV2<UnitReport, TreeMap<Integer, UnitReport>> other) {
        other.value().values().forEach(this::add);
    }

    /** A copy: others go on adding. */
    @Override
    public synchronized TreeMap<Integer, UnitReport> value() {
        return new TreeMap<>(reports);
    }
}
