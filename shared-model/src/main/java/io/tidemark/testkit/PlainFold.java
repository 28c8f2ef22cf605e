package io.tidemark.testkit;

import io.tidemark.aggregator.EventPosition;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.function.Condition;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The oracle: folds events one by one into a sorted map, in the order they are given, as plainly as can be. Everything
 * clever is compared with this.
 */
public final class PlainFold<E> {
    private final AggregationDefinition<E> definition;
    private final Map<Cell, Object[]> cells = new TreeMap<>();

    /** A group and the start of a tile. */
    public record Cell(GroupKey group, long tileMillis) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : Long.compare(tileMillis, other.tileMillis);
        }
    }

    private record At(long eventTimeMillis, int partition, long offset) implements EventPosition {}

    public PlainFold(AggregationDefinition<E> definition) {
        this.definition = definition;
    }

    /** Takes one event in; one on which the user's code throws leaves no trace. */
    public void add(E event, long eventTimeMillis, int partition, long offset) {
        At at = new At(eventTimeMillis, partition, offset);
        Object[] alone = new Object[definition.metrics().size()];
        Cell cell;
        try {
            if (!holds(definition.where(), event)) {
                return;
            }
            List<Object> values = new ArrayList<>();
            definition.groups().forEach(g -> values.add(g.value().apply(event)));
            cell = new Cell(
                    new GroupCodec(definition.groups()).key(values),
                    definition.tile().startOf(eventTimeMillis));
            for (int m = 0; m < alone.length; m++) {
                Metric<E> metric = definition.metrics().get(m);
                alone[m] = metric.aggregator().create();
                if (holds(metric.where(), event)) {
                    metric.aggregator().add(alone[m], event, at);
                }
            }
        } catch (RuntimeException | StackOverflowError userCode) {
            return;
        }
        Object[] sum = cells.computeIfAbsent(cell, c -> definition.metrics().stream()
                .map(metric -> metric.aggregator().create())
                .toArray());
        for (int m = 0; m < alone.length; m++) {
            definition.metrics().get(m).aggregator().merge(sum[m], alone[m]);
        }
    }

    /** The finished metrics of every cell that has an event, in the order of groups and tiles. */
    public Map<Cell, List<Object>> results() {
        Map<Cell, List<Object>> results = new TreeMap<>();
        cells.forEach((cell, accumulators) -> {
            List<Object> row = new ArrayList<>();
            for (int m = 0; m < accumulators.length; m++) {
                row.add(definition.metrics().get(m).aggregator().result(accumulators[m]));
            }
            results.put(cell, row);
        });
        return results;
    }

    private static <E> boolean holds(Optional<Condition<E>> condition, E event) {
        return condition.isEmpty() || condition.get().test(event);
    }
}
