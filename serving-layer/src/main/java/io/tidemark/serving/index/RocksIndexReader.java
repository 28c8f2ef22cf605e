package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.time.TimeRange;
import java.util.function.Supplier;
import org.rocksdb.RocksIterator;

/** Reads single groups with one iterator for all. */
final class RocksIndexReader implements IndexReader {
    private final Supplier<RocksIterator> iterators;
    private RocksIterator iterator;

    RocksIndexReader(Supplier<RocksIterator> iterators) {
        this.iterators = iterators;
    }

    @Override
    public void group(IndexedView view, GroupKey group, TimeRange tiles, RowVisitor visitor) {
        for (IndexedFile file : view.files()) {
            if (file.mayHold(tiles) && !rows(file, group, tiles, visitor)) {
                return;
            }
        }
    }

    private boolean rows(IndexedFile file, GroupKey group, TimeRange tiles, RowVisitor visitor) {
        if (iterator == null) {
            iterator = iterators.get();
        }
        BlockLayout.Cursor rows = new BlockLayout.Cursor(tiles);
        iterator.seek(IndexLayout.key(file.id(), group.bytes(), tiles.firstMillis()));
        while (iterator.isValid()) {
            byte[] key = iterator.key();
            if (!IndexLayout.isOfFile(key, file.id()) || !IndexLayout.isOfGroup(key, group.bytes())) {
                return true;
            }
            if (rows.open(group, iterator.value()) && !rows.rows(visitor)) {
                return false;
            }
            // The key has the block's last tile: what follows is later.
            if (IndexLayout.tileMillis(key) >= tiles.endMillis() - 1) {
                return true;
            }
            iterator.next();
        }
        RocksBatchIndex.checkRead(iterator);
        return true;
    }

    @Override
    public void close() {
        if (iterator != null) {
            iterator.close();
        }
    }
}
