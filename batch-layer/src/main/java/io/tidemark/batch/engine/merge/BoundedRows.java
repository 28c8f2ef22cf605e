package io.tidemark.batch.engine.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.KeyRange;

/** Rows of a slice, of which one key range after the other is gone through, in ascending order. Owned by one thread. */
final class BoundedRows implements RowCursor {
    private final RowCursor rows;
    private KeyRange range = KeyRange.ALL;
    /** Whether the cursor is at a row that was not given yet. */
    private boolean isAhead;

    private boolean isAtEnd;

    BoundedRows(RowCursor rows) {
        this.rows = rows;
    }

    /** Goes on to a range that lies behind the one before. Returns whether it has a row. */
    boolean enter(KeyRange next) {
        range = next;
        while (peek() && !range.reaches(rows.group().bytes())) {
            isAhead = false;
        }
        return peek() && range.goesPast(rows.group().bytes());
    }

    private boolean peek() {
        if (!isAhead && !isAtEnd) {
            isAhead = rows.next();
            isAtEnd = !isAhead;
        }
        return isAhead;
    }

    @Override
    public boolean next() {
        boolean isIn = peek() && range.goesPast(rows.group().bytes());
        isAhead = isAhead && !isIn;
        return isIn;
    }

    @Override
    public GroupKey group() {
        return rows.group();
    }

    @Override
    public long tileMillis() {
        return rows.tileMillis();
    }

    @Override
    public int accumulators(Object[] into) {
        return rows.accumulators(into);
    }

    /** The rows stay open for the next range: whoever opened them closes them. */
    @Override
    public void close() {
        // As above.
    }
}
