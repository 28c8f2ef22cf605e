package io.tidemark.batch.engine.task;

import io.tidemark.batch.engine.merge.RowCursor;
import io.tidemark.batch.engine.merge.StoredAccumulators;
import io.tidemark.batch.engine.order.RowKeyLayout;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Goes through a source slice by slice. What the source itself throws fails the task, not a part of it. Owned by one thread. */
final class ShuffledRows {
    private final RowSource source;
    /** Of the next row; null until it is looked at. */
    private byte[] key;

    private byte[] accumulators;
    private boolean isAtEnd;
    private Throwable failed;

    ShuffledRows(RowSource source) {
        this.source = source;
    }

    /** What a source threw; empty if nothing. */
    Optional<Throwable> failed() {
        return Optional.ofNullable(failed);
    }

    /** Whether the next row is one of a part. */
    boolean isAt(int part) {
        return peek() && RowKeyLayout.part(key) == part;
    }

    /** Of the next row, which there is. */
    long sliceMillis() {
        return RowKeyLayout.sliceMillis(key);
    }

    private boolean isAt(int part, long sliceMillis) {
        return isAt(part) && sliceMillis() == sliceMillis;
    }

    private boolean peek() {
        if (key != null || isAtEnd) {
            return !isAtEnd;
        }
        try {
            isAtEnd = !source.next();
            key = isAtEnd ? null : source.key();
            accumulators = isAtEnd ? null : source.accumulators();
        } catch (IOException | RuntimeException | Error e) {
            failed = e;
            throw new IllegalStateException("the shuffle failed", e);
        } catch (InterruptedException e) {
            failed = e;
            throw new CancellationException("interrupted");
        }
        return !isAtEnd;
    }

    /** Leaves out what is left of a part. */
    void skip(int part) {
        while (isAt(part)) {
            key = null;
        }
    }

    /** The rows of one slice. */
    RowCursor of(int part, long sliceMillis, AggregationDefinition<?> definition) {
        return new Cursor(part, sliceMillis, definition);
    }

    private final class Cursor implements RowCursor {
        private final int part;
        private final long sliceMillis;
        private final StoredAccumulators stored;
        private GroupKey group;
        private long tileMillis;
        private byte[] states;

        Cursor(int part, long sliceMillis, AggregationDefinition<?> definition) {
            this.part = part;
            this.sliceMillis = sliceMillis;
            this.stored = new StoredAccumulators(definition);
        }

        @Override
        public boolean next() {
            if (!isAt(part, sliceMillis)) {
                return false;
            }
            group = RowKeyLayout.group(key);
            tileMillis = RowKeyLayout.tileMillis(key);
            states = accumulators;
            key = null;
            return true;
        }

        @Override
        public GroupKey group() {
            return group;
        }

        @Override
        public long tileMillis() {
            return tileMillis;
        }

        @Override
        public int accumulators(Object[] into) {
            return stored.read(states, into);
        }

        @Override
        public void close() {
            // The source is its owner's.
        }
    }
}
