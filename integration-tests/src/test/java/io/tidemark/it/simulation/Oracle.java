package io.tidemark.it.simulation;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.OffsetVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that was ever produced, and what any answer about it must be. */
final class Oracle {
    private final InMemoryEventLog log;
    private final List<List<Produced>> partitions = new ArrayList<>();
    private final Map<Asked, Map<Cell, List<Object>>> known = new HashMap<>();

    /** {@code reading} is null for a record that is none. */
    private record Produced(long offset, Reading reading) {}

    private record Asked(
            String aggregation, String fingerprint, OffsetVector asOf, List<Gap> gaps, long expiredBeforeMillis) {}

    Oracle(InMemoryEventLog log) {
        this.log = log;
    }

    void produced(int partition, long offset, Reading reading) {
        while (partitions.size() <= partition) {
            partitions.add(new ArrayList<>());
        }
        partitions.get(partition).add(new Produced(offset, reading));
    }

    /** The offset after a partition's newest record. */
    long end(int partition) {
        List<Produced> log = partition < partitions.size() ? partitions.get(partition) : List.of();
        return log.isEmpty() ? 0 : log.get(log.size() - 1).offset() + 1;
    }

    /** The plain fold of all records below {@code asOf}, but for those that the entry says are lost or expired. */
    Map<Cell, List<Object>> answer(AggregationDefinition<?> definition, OffsetVector asOf, AggregationView entry) {
        Asked asked =
                new Asked(definition.name(), definition.fingerprint(), asOf, entry.gaps(), entry.expiredBeforeMillis());
        return known.computeIfAbsent(asked, a -> fold(definition, a));
    }

    @SuppressWarnings("unchecked")
    private Map<Cell, List<Object>> fold(AggregationDefinition<?> definition, Asked asked) {
        PlainFold<Reading> fold = new PlainFold<>((AggregationDefinition<Reading>) definition);
        for (int p = 0; p < partitions.size(); p++) {
            long end = asked.asOf().at(log.partition(Reading.TOPIC, p));
            for (Produced record : partitions.get(p)) {
                if (record.reading() != null && record.offset() < end && !isLost(asked.gaps(), p, record.offset())) {
                    fold.add(record.reading(), record.reading().at(), p, record.offset());
                }
            }
        }
        Map<Cell, List<Object>> results = fold.results();
        results.keySet().removeIf(cell -> cell.tileMillis() < asked.expiredBeforeMillis());
        return results;
    }

    private static boolean isLost(List<Gap> gaps, int partition, long offset) {
        return gaps.stream()
                .anyMatch(gap -> gap.partition().partition() == partition
                        && gap.offsets().contains(offset));
    }
}
