package io.tidemark.model;

import io.tidemark.correction.Corrections;
import io.tidemark.function.Condition;
import io.tidemark.input.Input;
import io.tidemark.manifest.ViewId;
import io.tidemark.operator.Operator;
import io.tidemark.session.Sessions;
import io.tidemark.time.TileSize;
import io.tidemark.usercode.WhenMostFail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One aggregation, checked: what both layers fold and what a query answers.
 *
 * @param input the streams that it is over
 * @param operator what stands between decode and fold; empty: nothing, and events are folded in any order
 * @param where which events count; empty: all
 * @param corrections how events take back what earlier ones brought; empty: none does
 * @param groups in the order in which they key and sort; none: one group for all
 * @param tile the smallest slice of event time that is stored
 * @param sessions how a group's events fall into sessions, if it is asked for those too: each metric is a {@link
 *     io.tidemark.session.SessionMetric} then
 * @param allowedLateness how long after its end a window is called settled; late events are never dropped
 * @param retention how long tiles are kept, by log clock; empty: for ever
 * @param version the author's own count of changes, part of the fingerprint
 * @param whenMostFail what is done when its code throws on most of the last records
 * @param parts what its parts compute
 * @param fingerprint what this definition computes, in 16 hexadecimal digits; views and states of different
 *     fingerprints never merge
 */
public record AggregationDefinition<E>(
        String name,
        Input<E> input,
        Optional<Operator<E>> operator,
        Optional<Condition<E>> where,
        Optional<Corrections<E>> corrections,
        List<GroupField<E>> groups,
        TileSize tile,
        Optional<Sessions> sessions,
        List<Metric<E>> metrics,
        Duration allowedLateness,
        Optional<Duration> retention,
        int version,
        WhenMostFail whenMostFail,
        FingerprintParts parts,
        String fingerprint) {

    public AggregationDefinition {
        groups = List.copyOf(groups);
        metrics = List.copyOf(metrics);
    }

    /** What its views, states and leases are known by: versions of one name are never taken for one another. */
    public ViewId id() {
        return new ViewId(name, fingerprint);
    }

    /** As faults name it. */
    public String place() {
        return "aggregation \"" + name + "\"";
    }

    /** As faults name one of its metrics. */
    public String place(int metric) {
        return place() + ", metric \"" + metrics.get(metric).name() + "\"";
    }

    /** The metric's place among the metrics, or -1. */
    public int metricIndex(String metric) {
        for (int i = 0; i < metrics.size(); i++) {
            if (metrics.get(i).name().equals(metric)) {
                return i;
            }
        }
        return -1;
    }
}
