package io.tidemark.serving.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.cells.SlidingMerge;
import io.tidemark.session.Fragments;
import io.tidemark.session.SessionMetric;
import io.tidemark.session.WholeMetric;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;

/**
 * What windows hold of rows: an accumulator of each metric from the first on. Of an aggregation with sessions it is that of
 * whole tiles, unless it is sessions that are asked for. A user's aggregator that throws leaves half of a window behind, and
 * whoever is answered is given none of it. Owned by one thread.
 */
final class RowMetrics implements SlidingMerge.Merging {
    private final AggregationDefinition<?> definition;
    private final Aggregator<?, Object, Object>[] aggregators;
    /** Null where windows hold what rows do. */
    private final WholeMetric<?, Object, ?>[] wholes;

    /**
     * @param size how many metrics
     * @param ofSessions whether sessions are asked for
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    RowMetrics(AggregationDefinition<?> definition, int size, boolean ofSessions) {
        this.definition = definition;
        aggregators = new Aggregator[size];
        wholes = definition.sessions().isPresent() && !ofSessions ? new WholeMetric[size] : null;
        for (int metric = 0; metric < size; metric++) {
            Aggregator own = definition.metrics().get(metric).aggregator();
            if (wholes != null) {
                wholes[metric] = ((SessionMetric) own).whole();
                own = wholes[metric];
            }
            aggregators[metric] = own;
        }
    }

    /** Takes a row's accumulators in. Returns what they take on the heap, if that is asked for. */
    long take(ByteReader row, Object[] into, boolean isNew, boolean isCounted) {
        long bytes = 0;
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                int start = row.position();
                Object tile = aggregators[metric].read(row);
                if (isCounted) {
                    bytes += aggregators[metric].heapBytes(tile, row.position() - start);
                }
                if (isNew) {
                    into[metric] = tile;
                } else {
                    aggregators[metric].merge(into[metric], tile);
                }
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
        return bytes;
    }

    /** Takes a row of a table in. */
    void take(TileTable rows, int row, Object[] into, boolean isNew) {
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                if (isNew) {
                    into[metric] = aggregators[metric].create();
                }
                merge(metric, into[metric], rows.accumulator(row, metric));
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
    }

    @SuppressWarnings("unchecked") // Rows of an aggregation with sessions hold fragments.
    private void merge(int metric, Object into, Object stored) {
        if (wholes == null) {
            aggregators[metric].merge(into, stored);
        } else {
            wholes[metric].mergeAll(into, (Fragments<Object>) stored);
        }
    }

    /** As rows have them. */
    void write(Object[] accumulators, ByteWriter out) {
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                aggregators[metric].write(accumulators[metric], out);
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
    }

    Object result(Object[] accumulators, int metric) {
        try {
            return aggregators[metric].result(accumulators[metric]);
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
    }

    @Override
    public Object[] created() {
        Object[] created = new Object[aggregators.length];
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                created[metric] = aggregators[metric].create();
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
        return created;
    }

    @Override
    public void merge(Object[] into, Object[] from) {
        int metric = 0;
        try {
            for (; metric < aggregators.length; metric++) {
                aggregators[metric].merge(into[metric], from[metric]);
            }
        } catch (Throwable thrown) {
            throw failed(metric, thrown);
        }
    }

    private UserCodeException failed(int metric, Throwable thrown) {
        return UserCode.cannotAnswer(thrown, definition.place(metric));
    }
}
