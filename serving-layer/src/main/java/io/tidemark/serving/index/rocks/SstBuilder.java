package io.tidemark.serving.index.rocks;

import io.tidemark.codec.ByteWriter;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.IndexException;
import java.nio.file.Path;
import java.util.Arrays;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** Writes the rows of one view file, as they come, into one sorted file that RocksDB can take in whole. */
final class SstBuilder implements BatchViews.RowSink, AutoCloseable {
    private final long id;
    private final String source;
    private final EnvOptions environment = new EnvOptions();
    private final SstFileWriter writer;
    private final ByteWriter block = new ByteWriter(2 * BlockLayout.FULL_BYTES);
    private byte[] group;
    private long tileMillis;
    private int rowsInBlock;
    private long rows;

    SstBuilder(long id, String source, Options options, Path into) throws RocksDBException {
        this.id = id;
        this.source = source;
        writer = new SstFileWriter(environment, options);
        writer.open(into.toString());
    }

    @Override
    public void row(byte[] rowGroup, long rowTileMillis, byte[] accumulators) {
        boolean isOfBlock = rowsInBlock > 0 && Arrays.equals(group, rowGroup);
        if (isOfBlock && rowTileMillis <= tileMillis) {
            throw unfit("tile " + rowTileMillis + " comes after " + tileMillis, null);
        }
        if (!isOfBlock || rowsInBlock == BlockLayout.MOST_ROWS || block.size() >= BlockLayout.FULL_BYTES) {
            endBlock();
        }
        BlockLayout.write(rowsInBlock == 0 ? 0 : tileMillis, rowTileMillis, accumulators, block);
        group = rowGroup;
        tileMillis = rowTileMillis;
        rowsInBlock++;
        rows++;
    }

    private void endBlock() {
        if (rowsInBlock == 0) {
            return;
        }
        try {
            writer.put(IndexLayout.key(id, group, tileMillis), block.toBytes());
        } catch (RocksDBException e) {
            throw unfit(e.getMessage(), e);
        }
        block.clear();
        rowsInBlock = 0;
    }

    private IndexException unfit(String fault, Exception cause) {
        return new IndexException(
                "TM-SRV-003",
                "view file " + source + ", row " + rows,
                "cannot be indexed: " + fault,
                "rows must be sorted by group and tile, and the index's disk must have room",
                cause);
    }

    long rows() {
        return rows;
    }

    /** Ends the file. Must not be called when there are no rows: RocksDB knows no empty file. */
    void finish() throws RocksDBException {
        endBlock();
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
        environment.close();
    }
}
