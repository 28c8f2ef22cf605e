package io.tidemark.serving.merge;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.memory.HeapSize;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the batch view has of single groups in one window, put together once: those that realtime has rows of are looked at
 * with every ranking, and may have rows of very many tiles. It stands for these rows, which come before those of realtime.
 * Safe for use by many threads; two that find nothing kept both put it together. Guarded by the serving workload {@code
 * top10-of-100k}.
 */
final class BatchTotals {
    private static final long ENTRY = 80;

    private final long mostBytes;
    private final Map<GroupKey, Total> totals = new ConcurrentHashMap<>();
    private long bytes;

    /**
     * @param isThere whether the group has rows
     * @param tileMillis the first row's
     */
    private record Total(boolean isThere, long tileMillis, byte[] accumulators) {
        static final Total NOTHING = new Total(false, 0, new byte[0]);
    }

    /** @param mostBytes what they take at most, about; what does not fit is put together each time */
    BatchTotals(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Keeps nothing. */
    static BatchTotals none() {
        return new BatchTotals(0);
    }

    private synchronized void keep(GroupKey group, Total total) {
        long more = ENTRY + HeapSize.array(group.bytes().length, 1) + HeapSize.array(total.accumulators().length, 1);
        if (bytes + more <= mostBytes && totals.putIfAbsent(group, total) == null) {
            bytes += more;
        }
    }

    /**
     * Visits of each group one row, or none. To be closed in place of the other.
     *
     * @param index where rows are that are not known yet
     * @param cells puts them together, with all metrics
     */
    IndexReader reader(IndexReader index, WindowCells cells) {
        return new Reader(index, cells);
    }

    private final class Reader implements IndexReader {
        private final IndexReader index;
        private final WindowCells cells;
        private final IndexRow row = new IndexRow();
        private final ByteWriter encoded = new ByteWriter();
        private long firstTileMillis;

        Reader(IndexReader index, WindowCells cells) {
            this.index = index;
            this.cells = cells;
        }

        @Override
        public void group(IndexedView view, GroupKey group, WantedTiles tiles, RowVisitor visitor) {
            Total total = totals.get(group);
            if (total == null) {
                total = putTogether(view, group, tiles);
                keep(group, total);
            }
            if (total.isThere()) {
                byte[] accumulators = total.accumulators();
                visitor.row(row.of(group).at(total.tileMillis(), accumulators, 0, accumulators.length));
            }
        }

        private Total putTogether(IndexedView view, GroupKey group, WantedTiles tiles) {
            cells.begin(OptionalLong.empty());
            index.group(view, group, tiles, each -> {
                firstTileMillis = cells.size() == 0 ? each.tileMillis() : firstTileMillis;
                return cells.addBatch(each);
            });
            cells.finish();
            if (cells.size() == 0) {
                return Total.NOTHING;
            }
            cells.write(0, encoded.clear());
            return new Total(true, firstTileMillis, encoded.toBytes());
        }

        @Override
        public void close() {
            index.close();
        }
    }
}
