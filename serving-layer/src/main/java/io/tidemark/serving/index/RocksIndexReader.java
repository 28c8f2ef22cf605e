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
        iterator.seek(IndexLayout.key(file.id(), group.bytes(), tiles.firstMillis()));
        while (iterator.isValid()) {
            byte[] key = iterator.key();
            if (!IndexLayout.isOfFile(key, file.id()) || !IndexLayout.isOfGroup(key, group.bytes())) {
                return true;
            }
            long tileMillis = IndexLayout.tileMillis(key);
            if (tileMillis >= tiles.endMillis()) {
                return true;
            }
            if (!visitor.row(group, tileMillis, iterator.value())) {
                return false;
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
