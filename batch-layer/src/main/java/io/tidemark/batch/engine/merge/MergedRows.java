package io.tidemark.batch.engine.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges sorted rows of one aggregation: rows of equal group and tile become one, their accumulators merged in the order
 * of the cursors, so that the result does not depend on timing. Owned by one thread; closes its cursors. Guarded by the
 * benchmark {@code recompute} over {@code hot}.
 */
public final class MergedRows implements AutoCloseable {
    private final Aggregator<?, Object, Object>[] aggregators;
    private final RowLimit.Watch watch;
    private final List<RowCursor> cursors;
    private final int commonBytes;
    /** A binary heap. The first one gives its row and sinks, which is half of taking it out and putting it in again. */
    private final Head[] heads;

    private int size;

    /** A cursor and where it stands: asked once a row, and compared often. */
    private static final class Head {
        private final RowCursor cursor;
        private final int rank;
        private GroupKey group;
        /** Of the group's key, the first bytes that may differ: mostly they decide. */
        private long start;

        private long tileMillis;

        Head(RowCursor cursor, int rank) {
            this.cursor = cursor;
            this.rank = rank;
        }

        boolean next(int commonBytes) {
            if (!cursor.next()) {
                return false;
            }
            group = cursor.group();
            start = group.start(commonBytes);
            tileMillis = cursor.tileMillis();
            return true;
        }

        boolean isAt(GroupKey otherGroup, long otherStart, long otherTileMillis) {
            return start == otherStart && tileMillis == otherTileMillis && group.equals(otherGroup);
        }

        boolean isBefore(Head other) {
            if (start != other.start) {
                return Long.compareUnsigned(start, other.start) < 0;
            }
            int byGroup = group.compareTo(other.group);
            if (byGroup != 0) {
                return byGroup < 0;
            }
            return tileMillis != other.tileMillis ? tileMillis < other.tileMillis : rank < other.rank;
        }
    }

    /** What takes the merged rows, in order. */
    @FunctionalInterface
    public interface Sink {
        /** @param accumulators one a metric; the array is used again */
        void row(GroupKey group, long tileMillis, Object[] accumulators);
    }

    public MergedRows(RowLimit limit, List<RowCursor> cursors) {
        this(limit, cursors, 0);
    }

    /** @param commonBytes all keys begin with the same so many bytes */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public MergedRows(RowLimit limit, List<RowCursor> cursors, int commonBytes) {
        this.watch = limit.watch();
        this.aggregators =
                limit.definition().metrics().stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        this.cursors = new ArrayList<>(cursors);
        this.commonBytes = commonBytes;
        this.heads = new Head[cursors.size()];
    }

    /** Fails with a {@link io.tidemark.usercode.UserCodeException} if a row becomes larger than one may be. */
    public void forEach(Sink sink) {
        for (int rank = 0; rank < cursors.size(); rank++) {
            Head head = new Head(cursors.get(rank), rank);
            if (head.next(commonBytes)) {
                heads[size++] = head;
            }
        }
        for (int place = size / 2 - 1; place >= 0; place--) {
            sink(place);
        }
        Object[] merged = new Object[aggregators.length];
        Object[] more = new Object[aggregators.length];
        while (size > 0) {
            Head first = heads[0];
            GroupKey group = first.group;
            long start = first.start;
            long tileMillis = first.tileMillis;
            int encodedBytes = first.cursor.accumulators(merged);
            watch.look(group, merged, encodedBytes);
            advanceFirst();
            while (size > 0 && heads[0].isAt(group, start, tileMillis)) {
                encodedBytes += heads[0].cursor.accumulators(more);
                for (int metric = 0; metric < aggregators.length; metric++) {
                    aggregators[metric].merge(merged[metric], more[metric]);
                }
                watch.look(group, merged, encodedBytes);
                advanceFirst();
            }
            sink.row(group, tileMillis, merged);
        }
    }

    private void advanceFirst() {
        if (!heads[0].next(commonBytes)) {
            heads[0] = heads[--size];
            heads[size] = null;
        }
        if (size > 1) {
            sink(0);
        }
    }

    private void sink(int from) {
        Head sinking = heads[from];
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heads[child + 1].isBefore(heads[child])) {
                child++;
            }
            if (!heads[child].isBefore(sinking)) {
                break;
            }
            heads[place] = heads[child];
            place = child;
        }
        heads[place] = sinking;
    }

    @Override
    public void close() {
        cursors.forEach(RowCursor::close);
    }
}
