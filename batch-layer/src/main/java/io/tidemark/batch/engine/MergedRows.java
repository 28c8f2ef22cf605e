package io.tidemark.batch.engine;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Merges sorted rows of one aggregation: rows of equal group and tile become one, their accumulators merged in the order
 * of the cursors, so that the result does not depend on timing. Owned by one thread; closes its cursors.
 */
final class MergedRows implements AutoCloseable {
    private final Aggregator<?, Object, Object>[] aggregators;
    private final List<RowCursor> cursors;
    private final PriorityQueue<Head> heads;

    /** A cursor and where it stands: asked once a row, and compared often. */
    private static final class Head implements Comparable<Head> {
        private final RowCursor cursor;
        private final int rank;
        private GroupKey group;
        private long tileMillis;

        Head(RowCursor cursor, int rank) {
            this.cursor = cursor;
            this.rank = rank;
        }

        boolean next() {
            if (!cursor.next()) {
                return false;
            }
            group = cursor.group();
            tileMillis = cursor.tileMillis();
            return true;
        }

        boolean isAt(GroupKey otherGroup, long otherTileMillis) {
            return tileMillis == otherTileMillis && group.equals(otherGroup);
        }

        @Override
        public int compareTo(Head other) {
            int byGroup = group.compareTo(other.group);
            if (byGroup != 0) {
                return byGroup;
            }
            return tileMillis != other.tileMillis
                    ? Long.compare(tileMillis, other.tileMillis)
                    : Integer.compare(rank, other.rank);
        }
    }

    /** What takes the merged rows, in order. */
    @FunctionalInterface
    interface Sink {
        /** @param accumulators one a metric; the array is used again */
        void row(GroupKey group, long tileMillis, Object[] accumulators);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    MergedRows(AggregationDefinition<?> definition, List<RowCursor> cursors) {
        this.aggregators = definition.metrics().stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        this.cursors = new ArrayList<>(cursors);
        this.heads = new PriorityQueue<>(Math.max(1, cursors.size()));
    }

    void forEach(Sink sink) {
        for (int rank = 0; rank < cursors.size(); rank++) {
            advance(new Head(cursors.get(rank), rank));
        }
        Object[] merged = new Object[aggregators.length];
        Object[] more = new Object[aggregators.length];
        while (!heads.isEmpty()) {
            Head first = heads.poll();
            GroupKey group = first.group;
            long tileMillis = first.tileMillis;
            first.cursor.accumulators(merged);
            advance(first);
            while (!heads.isEmpty() && heads.peek().isAt(group, tileMillis)) {
                Head next = heads.poll();
                next.cursor.accumulators(more);
                for (int metric = 0; metric < aggregators.length; metric++) {
                    aggregators[metric].merge(merged[metric], more[metric]);
                }
                advance(next);
            }
            sink.row(group, tileMillis, merged);
        }
    }

    private void advance(Head head) {
        if (head.next()) {
            heads.add(head);
        }
    }

    @Override
    public void close() {
        cursors.forEach(RowCursor::close);
    }
}
