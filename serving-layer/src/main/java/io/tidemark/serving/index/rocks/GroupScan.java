package io.tidemark.serving.index.rocks;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.MergeHeads;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.rocksdb.RocksIterator;

/**
 * Goes through the rows of several files at once, by group, then tile: a merge of one cursor a file. Owned by one
 * thread. Blocks outside the range of tiles are jumped over, not read.
 */
final class GroupScan implements AutoCloseable {
    private final List<FileCursor> cursors = new ArrayList<>();
    private final MergeHeads<FileCursor> heads = new MergeHeads<>();

    GroupScan(IndexedView view, WantedTiles tiles, GroupKey first, Supplier<RocksIterator> iterators) {
        view.visit(tiles, file -> {
            FileCursor cursor = new FileCursor(file, tiles.range(), iterators.get());
            cursors.add(cursor);
            cursor.seek(first);
            offer(cursor);
            return true;
        });
    }

    /** Visits rows until the visitor has enough. */
    void rows(RowVisitor visitor) {
        FileCursor head = heads.poll();
        while (head != null && head.rows.rows(visitor)) {
            head.iterator.next();
            head = head.settle() ? heads.pollAfter(head) : heads.poll();
        }
    }

    /** The next group that has a row, which is then left behind with all its rows; null at the end. */
    GroupKey nextGroup() {
        if (heads.isEmpty()) {
            return null;
        }
        GroupKey group = heads.peek().group;
        while (!heads.isEmpty() && heads.peek().group.equals(group)) {
            FileCursor head = heads.poll();
            head.iterator.seek(IndexLayout.after(head.file.id(), group.bytes()));
            offer(head);
        }
        return group;
    }

    private void offer(FileCursor cursor) {
        if (cursor.settle()) {
            heads.add(cursor);
        }
    }

    @Override
    public void close() {
        cursors.forEach(c -> c.iterator.close());
    }

    /** One file's place in the scan. */
    private static final class FileCursor implements Comparable<FileCursor> {
        private final IndexedFile file;
        private final TimeRange tiles;
        private final RocksIterator iterator;
        private final BlockLayout.Cursor rows;
        private GroupKey group;
        /** A block's key and rows: arrays that are used again, since the calls that make new ones cost more than a row. */
        private byte[] key = new byte[64];

        private byte[] block = new byte[512];
        private int keyLength;

        FileCursor(IndexedFile file, TimeRange tiles, RocksIterator iterator) {
            this.file = file;
            this.tiles = tiles;
            this.iterator = iterator;
            this.rows = new BlockLayout.Cursor(file.level(), tiles);
        }

        /** To a group, or a place between groups: also one between the blocks of a group that is before it. */
        void seek(GroupKey first) {
            iterator.seek(IndexLayout.startOf(file.id(), first.bytes()));
            if (iterator.isValid() && isKeyOfFile()) {
                GroupKey found = IndexLayout.group(key, keyLength);
                if (found.compareTo(first) < 0) {
                    iterator.seek(IndexLayout.after(file.id(), found.bytes()));
                }
            }
        }

        /** Moves on to the first block, from here, that has a row in the range, and to that. Returns whether there is one. */
        boolean settle() {
            while (iterator.isValid()) {
                if (!isKeyOfFile()) {
                    return false;
                }
                if (group == null || !IndexLayout.isOfGroup(key, keyLength, group.bytes())) {
                    group = IndexLayout.group(key, keyLength);
                }
                if (IndexLayout.tileMillis(key, keyLength) < tiles.firstMillis()) {
                    iterator.seek(IndexLayout.key(file.id(), group.bytes(), tiles.firstMillis()));
                } else if (hasRow()) {
                    return true;
                } else if (rows.tileMillis() >= tiles.endMillis()) {
                    iterator.seek(IndexLayout.after(file.id(), group.bytes()));
                } else {
                    iterator.next();
                }
            }
            RocksBatchIndex.checkRead(iterator);
            return false;
        }

        /** Reads the key of the block that the iterator is at. */
        private boolean isKeyOfFile() {
            keyLength = iterator.key(key);
            if (keyLength > key.length) {
                key = new byte[2 * keyLength];
                keyLength = iterator.key(key);
            }
            return IndexLayout.isOfFile(key, file.id());
        }

        /** Goes to the first row in the range of that block; returns whether there is one. */
        private boolean hasRow() {
            int length = iterator.value(block);
            if (length > block.length) {
                block = new byte[2 * length];
                length = iterator.value(block);
            }
            return rows.open(group, block, length);
        }

        @Override
        public int compareTo(FileCursor other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0
                    ? byGroup
                    : Long.compare(
                            file.file().tiles().firstMillis(),
                            other.file.file().tiles().firstMillis());
        }
    }
}
