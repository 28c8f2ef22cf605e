package io.tidemark.batch.view;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes one view file: {@link #write} its rows by group, then tile; {@link #finish} makes it visible; {@link #close}
 * before that leaves nothing. Owned by one thread.
 */
public final class ViewWriter implements AutoCloseable {
    private static final long ROW_GROUP_BYTES = 16L << 20;

    private final Storage storage;
    private final TimeRange slice;
    private final String path;
    private final String temporary;
    private final ParquetWriter<ViewRow> writer;
    private long rows;
    private boolean closed;
    private boolean done;

    /**
     * @param slice the range of tile starts that the file will alone answer for
     * @param attempt names the file, and must not have been used for this slice before
     */
    public ViewWriter(Storage storage, AggregationDefinition<?> definition, TimeRange slice, String attempt) {
        this.storage = storage;
        this.slice = slice;
        this.path = "views/" + definition.name() + "/" + definition.fingerprint() + "/"
                + SliceSize.of(definition.tile()).directory(slice) + "/" + attempt + ".parquet";
        this.temporary = storage.temporary(path);
        try {
            this.writer = new Builder(storage.output(temporary), definition).build();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @param accumulators one a metric; not kept */
    public void write(GroupKey group, long tileMillis, Object[] accumulators) {
        try {
            writer.write(new ViewRow(group, tileMillis, accumulators));
        } catch (IOException e) {
            throw failed(e);
        }
        rows++;
    }

    /** Makes the file visible; empty, and nothing is, if no row was written. */
    public Optional<ViewFile> finish() {
        closeWriter();
        if (rows == 0) {
            return Optional.empty();
        }
        long bytes;
        try {
            bytes = storage.input(temporary).getLength();
        } catch (IOException e) {
            throw failed(e);
        }
        if (!storage.publish(temporary, path)) {
            throw new StorageException("cannot publish " + path + ": the path is taken by an earlier attempt");
        }
        done = true;
        return Optional.of(new ViewFile(path, slice, rows, bytes));
    }

    @Override
    public void close() {
        try {
            closeWriter();
        } finally {
            if (!done) {
                storage.delete(temporary);
            }
        }
    }

    private void closeWriter() {
        if (!closed) {
            closed = true;
            try {
                writer.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private StorageException failed(IOException cause) {
        return new StorageException("cannot write " + path + ": " + cause.getMessage(), cause);
    }

    private static final class Builder extends ParquetWriter.Builder<ViewRow, Builder> {
        private final AggregationDefinition<?> definition;

        Builder(OutputFile file, AggregationDefinition<?> definition) {
            super(file);
            this.definition = definition;
            withConf(new PlainParquetConfiguration());
            withCompressionCodec(CompressionCodecName.ZSTD);
            withRowGroupSize(ROW_GROUP_BYTES);
            // Sorted, so that compression finds what is equal; many groups would be hashed for nothing.
            withDictionaryEncoding(ViewSchema.GROUP, false);
            for (Metric<?> metric : definition.metrics()) {
                // Hardly two are equal, and nobody searches for one.
                withDictionaryEncoding(ViewSchema.STATE + metric.name(), false);
                withStatisticsEnabled(ViewSchema.STATE + metric.name(), false);
            }
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<ViewRow> getWriteSupport(ParquetConfiguration configuration) {
            return new ViewRowWrite(definition);
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract, so it must be here; nothing calls it.
        protected WriteSupport<ViewRow> getWriteSupport(Configuration configuration) {
            return new ViewRowWrite(definition);
        }
    }
}
