package io.tidemark.serving.index.rocks;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.Level;
import io.tidemark.time.TimeRange;

/**
 * The layout of a block: some successive rows of one group in one file, in the order of their tiles. A group's rows are
 * mostly wanted together, and a call into RocksDB costs more than a row.
 *
 * <pre>
 * | tile start, less the one before | length | accumulators |...   numbers of variable length
 * </pre>
 *
 * Guarded by the serving workloads {@code range24}, {@code multi-get-100} and {@code top10-of-100k}.
 */
final class BlockLayout {
    /** A block is full with so many rows, so that a range of few tiles does not read many. */
    static final int MOST_ROWS = 64;

    /** A block is full with so many bytes: about a block of RocksDB. */
    static final int FULL_BYTES = 4_096;

    private BlockLayout() {}

    static void write(long tileBefore, long tileMillis, byte[] accumulators, ByteWriter block) {
        block.writeVarLong(tileMillis - tileBefore);
        block.writeBytes(accumulators);
    }

    /** The tile of a block's first row. */
    static long firstTileMillis(byte[] block) {
        return new ByteReader(block).readVarLong();
    }

    /** Walks through the rows of blocks. Owned by one thread. */
    static final class Cursor {
        private final TimeRange tiles;
        private final IndexRow row = new IndexRow();
        private final ByteReader in = new ByteReader(new byte[0]);
        private byte[] bytes;
        private long tileMillis;
        private int length;
        private boolean isAtRow;

        /**
         * @param level what a row stands for
         * @param tiles rows of other tiles are passed over
         */
        Cursor(Level level, TimeRange tiles) {
            this.tiles = tiles;
            row.of(level);
        }

        /** Goes to the first row in the range of a block; returns whether there is one. */
        boolean open(GroupKey group, byte[] block, int blockLength) {
            bytes = block;
            in.reset(block, 0, blockLength);
            row.of(group);
            tileMillis = 0;
            length = 0;
            return next();
        }

        /** Visits the row it is at and all that follow in the range; returns whether the visitor wants to go on. */
        boolean rows(RowVisitor visitor) {
            while (isAtRow) {
                if (!visitor.row(row.at(tileMillis, bytes, in.position(), length))) {
                    return false;
                }
                next();
            }
            return true;
        }

        /** The tile of the row it is at or, if there is none in the range, of the last it looked at. */
        long tileMillis() {
            return tileMillis;
        }

        private boolean next() {
            isAtRow = false;
            in.skip(length);
            length = 0;
            while (!isAtRow && in.remaining() > 0) {
                tileMillis += in.readVarLong();
                length = in.readVarInt();
                if (tileMillis >= tiles.endMillis()) {
                    return false;
                }
                isAtRow = tileMillis >= tiles.firstMillis();
                if (!isAtRow) {
                    in.skip(length);
                }
            }
            return isAtRow;
        }
    }
}
