package io.tidemark.batch.view;

import io.tidemark.codec.ByteWriter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of an aggregation with corrections hold nothing any more: as many events were taken back as came, and of no metric
 * is anything left. Where something is, be it that what came and what was taken back are not the same, the row is kept for what
 * may come yet, though no answer has it. Owned by one thread.
 */
final class TakenBackRows {
    private final List<? extends Metric<?>> metrics;
    private final int countMetric;
    private final ByteWriter nothing = new ByteWriter();
    private final ByteWriter left = new ByteWriter();

    private TakenBackRows(AggregationDefinition<?> definition, int countMetric) {
        this.metrics = definition.metrics();
        this.countMetric = countMetric;
    }

    /** Empty if no event takes another back. */
    static Optional<TakenBackRows> of(AggregationDefinition<?> definition) {
        return definition.corrections().map(corrections -> new TakenBackRows(definition, corrections.countMetric()));
    }

    /** Whether a row of these accumulators is one. */
    boolean have(Object[] accumulators) {
        if (!metrics.get(countMetric)
                .aggregator()
                .result(accumulators[countMetric])
                .equals(0L)) {
            return false;
        }
        if (nothing.size() == 0) {
            metrics.forEach(
                    metric -> metric.aggregator().write(metric.aggregator().create(), nothing));
        }
        left.clear();
        for (int metric = 0; metric < accumulators.length; metric++) {
            metrics.get(metric).aggregator().write(accumulators[metric], left);
        }
        return Arrays.equals(left.array(), 0, left.size(), nothing.array(), 0, nothing.size());
    }
}
