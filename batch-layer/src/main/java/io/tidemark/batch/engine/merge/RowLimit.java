package io.tidemark.batch.engine.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.Trait;
import io.tidemark.fault.Fault;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.memory.SizeText;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.usercode.UserCodeException;
import java.util.stream.IntStream;

/**
 * What one row of an aggregation may take in memory, where it is folded and where it is merged of rows that are each below:
 * it is read, merged and written as one piece, and whoever reads it must be able to as well.
 *
 * @param bytes on the heap
 */
public record RowLimit(AggregationDefinition<?> definition, long bytes) {
    private static final int LONGEST_TEXT = 200;

    public static RowLimit none(AggregationDefinition<?> definition) {
        return new RowLimit(definition, Long.MAX_VALUE);
    }

    /** Why nothing comes of the aggregation: a group's row takes more. */
    public UserCodeException exceeded(GroupKey group, long rowBytes) {
        String text = new GroupCodec(definition.groups()).values(group).toString();
        return new UserCodeException(
                new Fault(
                        "TM-RUN-017",
                        definition.place(),
                        "the accumulators of one group, " + text.substring(0, Math.min(LONGEST_TEXT, text.length()))
                                + ", take " + SizeText.of(rowBytes) + ", where one may take " + SizeText.of(bytes)
                                + ", an eighth of batch.memory",
                        "give more memory, or keep less of a group by the limits of its metrics, and restart"),
                null);
    }

    /** Looks after rows while they are merged. Owned by one thread. */
    Watch watch() {
        return new Watch();
    }

    /** Only what may grow is measured. */
    final class Watch {
        private final Aggregator<?, Object, Object>[] growing;
        private final int[] metrics;

        @SuppressWarnings({"unchecked", "rawtypes"})
        private Watch() {
            metrics = IntStream.range(0, definition.metrics().size())
                    .filter(metric -> !definition
                            .metrics()
                            .get(metric)
                            .aggregator()
                            .traits()
                            .contains(Trait.SUBTRACTABLE))
                    .toArray();
            growing = IntStream.of(metrics)
                    .mapToObj(definition.metrics()::get)
                    .map(Metric::aggregator)
                    .toArray(Aggregator[]::new);
        }

        /** @param encodedBytes how long the rows were that the accumulators were merged of, as far as that is known */
        void look(GroupKey group, Object[] accumulators, int encodedBytes) {
            long rowBytes = 0;
            for (int i = 0; i < growing.length; i++) {
                rowBytes += growing[i].heapBytes(accumulators[metrics[i]], encodedBytes / growing.length);
            }
            if (rowBytes > bytes) {
                throw exceeded(group, rowBytes);
            }
        }
    }
}
