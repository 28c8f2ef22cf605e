package io.tidemark.serving.http.operate;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import java.util.List;
import java.util.OptionalLong;

/** How many records are in the log that no speed node has folded; the best node counts, partition by partition. */
final class Lag {
    private Lag() {}

    /** Empty if it is not known: of some partition nobody can tell, or nobody has told how many there are. */
    static OptionalLong of(AggregationDefinition<?> definition, Coverage coverage, List<RealtimeStatus> realtime) {
        if (!coverage.untold(definition.input().topics()).isEmpty()) {
            return OptionalLong.empty();
        }
        long sum = 0;
        for (var log : coverage.partitionCounts().entrySet()) {
            for (int partition = 0; partition < log.getValue(); partition++) {
                OptionalLong lag = least(definition.name(), log.getKey().topic(), partition, realtime);
                if (lag.isEmpty()) {
                    return lag;
                }
                sum += lag.getAsLong();
            }
        }
        return OptionalLong.of(sum);
    }

    private static OptionalLong least(String aggregation, String topic, int partition, List<RealtimeStatus> realtime) {
        OptionalLong least = OptionalLong.empty();
        for (RealtimeStatus node : realtime) {
            for (PartitionStatus status : node.partitions()) {
                boolean isAsked = status.partition() == partition
                        && status.topic().equals(topic)
                        && status.aggregation().equals(aggregation);
                if (isAsked && status.lag().isPresent()) {
                    long lag = status.lag().getAsLong();
                    least = OptionalLong.of(least.isPresent() ? Math.min(least.getAsLong(), lag) : lag);
                }
            }
        }
        return least;
    }
}
