package io.tidemark.serving.index.rocks;

import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.serving.index.rocks.KnownBlocks.Stretch;
import io.tidemark.time.TimeRange;
import org.rocksdb.RocksIterator;

/** Reads single groups: from the cache, or with one iterator for all that is not there. */
final class RocksIndexReader implements IndexReader {
    private final BlockCache cache;
    private final LastingStore lasting;
    /** Null until something is not in the cache: most small questions need nothing of the store. */
    private LastingStore.Use use;

    private RocksIterator iterator;

    RocksIndexReader(BlockCache cache, LastingStore lasting) {
        this.cache = cache;
        this.lasting = lasting;
    }

    @Override
    public void group(IndexedView view, GroupKey group, WantedTiles tiles, RowVisitor visitor) {
        view.visit(tiles, file -> !file.mayHold(group) || rows(file, group, tiles.range(), visitor));
    }

    private boolean rows(IndexedFile file, GroupKey group, TimeRange tiles, RowVisitor visitor) {
        KnownBlocks found = cache.find(file.id(), group);
        KnownBlocks known = found;
        BlockLayout.Cursor rows = new BlockLayout.Cursor(file.level(), tiles);
        boolean isAtNext = false;
        boolean goesOn = true;
        long from = tiles.firstMillis();
        while (goesOn) {
            Stretch stretch = known.find(from);
            if (stretch == null) {
                stretch = read(file, group, from, isAtNext);
                known = known.with(stretch);
                isAtNext = true;
            } else {
                isAtNext = false;
            }
            if (!stretch.isBlock()) {
                break;
            }
            goesOn = !rows.open(group, stretch.block(), stretch.block().length) || rows.rows(visitor);
            // The block's last tile: what follows is later.
            if (stretch.last() >= tiles.endMillis() - 1) {
                break;
            }
            from = stretch.last() + 1;
        }
        if (known != found) {
            cache.put(file.id(), group, known);
        }
        return goesOn;
    }

    /** Reads the first block from a tile on. The iterator may be at the block before. */
    private Stretch read(IndexedFile file, GroupKey group, long from, boolean isAtBlockBefore) {
        if (iterator == null) {
            use = lasting.use();
            iterator = use.store().iterator();
        }
        lasting.require(file);
        if (isAtBlockBefore) {
            iterator.next();
        } else {
            iterator.seek(IndexLayout.key(file.id(), group.bytes(), from));
        }
        if (!iterator.isValid()) {
            RocksBatchIndex.checkRead(iterator);
            return Stretch.withoutBlock(from);
        }
        byte[] key = iterator.key();
        if (!IndexLayout.isOfFile(key, file.id()) || !IndexLayout.isOfGroup(key, group.bytes())) {
            return Stretch.withoutBlock(from);
        }
        byte[] block = iterator.value();
        long first = Math.min(from, BlockLayout.firstTileMillis(block));
        return new Stretch(first, IndexLayout.tileMillis(key), block);
    }

    @Override
    public void close() {
        if (iterator != null) {
            iterator.close();
        }
        if (use != null) {
            use.close();
        }
    }
}
