package io.tidemark.serving.index;

import io.tidemark.seam.BatchViews;
import java.nio.file.Path;
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
    private long rows;

    SstBuilder(long id, String source, Options options, Path into) throws RocksDBException {
        this.id = id;
        this.source = source;
        writer = new SstFileWriter(environment, options);
        writer.open(into.toString());
    }

    @Override
    public void row(byte[] group, long tileMillis, byte[] accumulators) {
        try {
            writer.put(IndexLayout.key(id, group, tileMillis), accumulators);
            rows++;
        } catch (RocksDBException e) {
            throw new IndexException(
                    "TM-SRV-003",
                    "view file " + source + ", row " + rows,
                    "cannot be indexed: " + e.getMessage(),
                    "rows must be sorted by group and tile, and the index's disk must have room",
                    e);
        }
    }

    long rows() {
        return rows;
    }

    /** Ends the file. Must not be called when there are no rows: RocksDB knows no empty file. */
    void finish() throws RocksDBException {
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
        environment.close();
    }
}
