package io.tidemark.batch.view;

import io.tidemark.aggregator.SketchAggregator;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.codec.ByteWriter;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import java.io.IOException;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;

/** Reads a view file row by row, by group, then tile. Owned by one thread. */
public final class ViewReader implements AutoCloseable {
    private final ViewFile file;
    private final ParquetReader<ViewRowRead.Row> reader;
    /** Of these metrics, the column has the sketch alone, without the length that its aggregator reads before it. */
    private final boolean[] sketches;

    private ViewRowRead.Row row;

    /**
     * @throws StorageException if the file cannot be read, or was not made by this definition
     */
    public ViewReader(Storage storage, ViewFile file, AggregationDefinition<?> definition) {
        this.file = file;
        this.sketches = new boolean[definition.metrics().size()];
        for (int metric = 0; metric < sketches.length; metric++) {
            sketches[metric] =
                    (Object) definition.metrics().get(metric).aggregator() instanceof SketchAggregator<?, ?, ?>;
        }
        try {
            String checksum = file.origin().checksum();
            if (!checksum.isEmpty()) {
                storage.requireSum(file.path(), Checksum.parse(checksum));
            }
            this.reader = new Builder(storage.input(file.path()), new ViewRowRead(definition)).build();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /** Goes to the next row, the first one at first. Returns whether there is one. */
    public boolean next() {
        try {
            row = reader.read();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        return row != null;
    }

    public GroupKey group() {
        return row.group();
    }

    public long tileMillis() {
        return row.tileMillis();
    }

    /** The row's accumulator of one metric, encoded; not to be changed. */
    public byte[] state(int metric) {
        if (!sketches[metric]) {
            return row.state(metric);
        }
        ByteWriter encoded = new ByteWriter(row.state(metric).length + 2);
        encoded.writeBytes(row.state(metric));
        return encoded.toBytes();
    }

    /** Writes the accumulators of all metrics, as {@link io.tidemark.fold.TileTable#write} does. */
    public void writeStates(ByteWriter out) {
        for (int metric = 0; metric < row.metrics(); metric++) {
            if (sketches[metric]) {
                out.writeBytes(row.state(metric));
            } else {
                out.writeRaw(row.state(metric));
            }
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private StorageException failed(Exception cause) {
        return StorageException.reading(file.path(), cause);
    }

    private static final class Builder extends ParquetReader.Builder<ViewRowRead.Row> {
        private final ViewRowRead support;

        Builder(InputFile file, ViewRowRead support) {
            super(file, new PlainParquetConfiguration());
            this.support = support;
        }

        @Override
        protected ReadSupport<ViewRowRead.Row> getReadSupport() {
            return support;
        }
    }
}
