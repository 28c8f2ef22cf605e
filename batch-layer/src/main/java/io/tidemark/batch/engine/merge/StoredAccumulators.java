package io.tidemark.batch.engine.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import java.util.List;

/** A row's accumulators, one a metric, as bytes that lie one behind the other. Owned by one thread. */
public final class StoredAccumulators {
    private final List<? extends Metric<?>> metrics;
    private final ByteReader reader = new ByteReader(new byte[0]);

    public StoredAccumulators(AggregationDefinition<?> definition) {
        this.metrics = definition.metrics();
    }

    public void write(Object[] accumulators, ByteWriter out) {
        for (int metric = 0; metric < accumulators.length; metric++) {
            metrics.get(metric).aggregator().write(accumulators[metric], out);
        }
    }

    /** As {@link RowCursor#accumulators} gives them. */
    public int read(byte[] row, Object[] into) {
        reader.reset(row, 0, row.length);
        for (int metric = 0; metric < into.length; metric++) {
            Aggregator<?, Object, Object> aggregator = metrics.get(metric).aggregator();
            into[metric] = aggregator.read(reader);
        }
        return row.length;
    }
}
