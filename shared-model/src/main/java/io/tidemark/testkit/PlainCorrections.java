package io.tidemark.testkit;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.SubtractableAggregator;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.testkit.PlainFold.Cell;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The oracle of an aggregation with corrections: keeps what each event brings, forgets it when it is taken back, and folds what
 * is left. Only what was taken back and never came is subtracted.
 */
final class PlainCorrections<E> {
    private final AggregationDefinition<E> definition;
    private final Map<Cell, Left> cells = new TreeMap<>();
    private Map<Cell, Object[]> folded = new TreeMap<>();
    /** Whether that is of all events so far. */
    private boolean isFolded = true;

    /** What is left of a row, and what it owes; each by its bytes. */
    private record Left(Map<ByteBuffer, Deque<Object[]>> here, Map<ByteBuffer, Deque<Object[]>> owed) {
        Left() {
            this(new HashMap<>(), new HashMap<>());
        }

        boolean isThere() {
            return number(here) != number(owed);
        }

        private static int number(Map<ByteBuffer, Deque<Object[]>> contributions) {
            return contributions.values().stream().mapToInt(Deque::size).sum();
        }
    }

    PlainCorrections(AggregationDefinition<E> definition) {
        this.definition = definition;
    }

    /** @param alone what the event brings to each metric; null where it brings nothing */
    void take(Cell cell, Object[] alone, boolean takesBack) {
        isFolded = false;
        ByteBuffer bytes = bytes(alone);
        Left left = cells.computeIfAbsent(cell, any -> new Left());
        Deque<Object[]> others =
                (takesBack ? left.here() : left.owed()).computeIfAbsent(bytes, any -> new ArrayDeque<>());
        if (others.poll() == null) {
            (takesBack ? left.owed() : left.here())
                    .computeIfAbsent(bytes, any -> new ArrayDeque<>())
                    .add(alone);
        }
    }

    private ByteBuffer bytes(Object[] alone) {
        ByteWriter out = new ByteWriter();
        for (int m = 0; m < alone.length; m++) {
            out.writeBoolean(alone[m] != null);
            if (alone[m] != null) {
                aggregator(m).write(alone[m], out);
            }
        }
        return ByteBuffer.wrap(out.toBytes());
    }

    /** What is left of all rows to which ever something came. */
    Map<Cell, Object[]> cells() {
        if (!isFolded) {
            folded = new TreeMap<>();
            cells.forEach((cell, left) -> folded.put(cell, fold(left)));
            isFolded = true;
        }
        return folded;
    }

    /** Whether a row is there: not if as many events were taken back as came. */
    boolean isThere(Cell cell) {
        return cells.get(cell).isThere();
    }

    private Object[] fold(Left left) {
        Object[] row = new Object[definition.metrics().size()];
        Arrays.setAll(row, m -> aggregator(m).create());
        left.here().values().stream().flatMap(Deque::stream).forEach(alone -> {
            for (int m = 0; m < row.length; m++) {
                if (alone[m] != null) {
                    aggregator(m).merge(row[m], alone[m]);
                }
            }
        });
        left.owed().values().stream().flatMap(Deque::stream).forEach(alone -> {
            for (int m = 0; m < row.length; m++) {
                if (alone[m] != null) {
                    subtractable(m).subtract(row[m], alone[m]);
                }
            }
        });
        return row;
    }

    private Aggregator<E, Object, Object> aggregator(int metric) {
        return definition.metrics().get(metric).aggregator();
    }

    /** What an aggregation with corrections has is. */
    @SuppressWarnings("unchecked")
    SubtractableAggregator<E, Object, Object> subtractable(int metric) {
        return (SubtractableAggregator<E, Object, Object>) (Object) aggregator(metric);
    }
}
