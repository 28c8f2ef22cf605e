package io.tidemark.batch.engine.fold;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.time.TileSize;
import java.util.Arrays;

/**
 * Rows whose groups are known, to be folded a few at a time: where they belong in a large table misses the processor's
 * caches, and the misses of many rows take as long as those of one. Owned by one thread.
 */
final class WaitingRows<E> {
    private static final int MOST = 32;

    private final GroupKey[] groups = new GroupKey[MOST];
    private final Object[] events = new Object[MOST];
    private final long[] times = new long[MOST];
    private final long[] tiles = new long[MOST];
    private final long[] offsets = new long[MOST];
    private int count;
    /** For nobody: so that it is really done. */
    private int fetched;

    void add(GroupKey group, E event, long timeMillis, long offset) {
        groups[count] = group;
        events[count] = event;
        times[count] = timeMillis;
        offsets[count] = offset;
        count++;
    }

    boolean isFull() {
        return count == MOST;
    }

    int count() {
        return count;
    }

    void fetch(TileTable table, TileSize tile) {
        for (int i = 0; i < count; i++) {
            tiles[i] = tile.startOf(times[i]);
        }
        fetched += table.fetch(groups, tiles, count);
    }

    GroupKey group(int i) {
        return groups[i];
    }

    @SuppressWarnings("unchecked")
    E event(int i) {
        return (E) events[i];
    }

    long timeMillis(int i) {
        return times[i];
    }

    long offset(int i) {
        return offsets[i];
    }

    void clear() {
        Arrays.fill(events, 0, count, null);
        count = 0;
    }
}
