package io.tidemark.batch.archive.columns;

import io.tidemark.event.RecordSchema;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/** Writes rows to one Parquet file. Owned by one thread. Once a method has thrown, only {@link #abandon} may be called. */
public final class RowFileWriter<T> {
    private static final int PAGE_BYTES = 256 * 1024;
    private static final int ROWS_BETWEEN_SIZE_CHECKS = 20;

    private final RowWriteSupport<T> rows;
    private final ParquetWriter<T> writer;

    private RowFileWriter(OutputFile file, long rowGroupBytes, RowWriteSupport<T> rows) throws IOException {
        this.rows = rows;
        this.writer = new Builder<>(file, rows)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(rowGroupBytes)
                .withPageSize((int) Math.min(PAGE_BYTES, Math.max(1024, rowGroupBytes / 4)))
                .withMinRowCountForPageSizeCheck(ROWS_BETWEEN_SIZE_CHECKS)
                .withDictionaryEncoding(EventColumns.OFFSET, false)
                .build();
    }

    /** A file of events. At most about {@code rowGroupBytes} of it are held in memory. */
    public static <E> RowFileWriter<EventRow<E>> events(OutputFile file, long rowGroupBytes, RecordSchema<E> schema)
            throws IOException {
        return new RowFileWriter<>(file, rowGroupBytes, new EventWriteSupport<>(schema));
    }

    /** A file of quarantined records. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<RefusedRow> refused(OutputFile file, long rowGroupBytes) throws IOException {
        return new RowFileWriter<>(file, rowGroupBytes, new RefusedWriteSupport());
    }

    public void write(T row) throws IOException {
        writer.write(row);
    }

    /** How many bytes the file has so far, those that are still held in memory included. */
    public long size() {
        return writer.getDataSize();
    }

    /** Ends the file; {@code footer} stands in its footer besides the columns. */
    public void finish(Map<String, String> footer) throws IOException {
        rows.footer(footer);
        writer.close();
    }

    /** Lets go of the file, which is then worth nothing. */
    public void abandon() {
        try {
            writer.close();
        } catch (IOException | RuntimeException notWritten) {
            // It is thrown away in any case; what matters is that memory and the file handle are free.
            rows.footer(Map.of());
        }
    }

    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
        private final RowWriteSupport<T> rows;

        Builder(OutputFile file, RowWriteSupport<T> rows) {
            super(file);
            this.rows = rows;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @SuppressWarnings("deprecation") // Abstract in Parquet, though it calls the other one.
        @Override
        protected WriteSupport<T> getWriteSupport(Configuration configuration) {
            return rows;
        }

        @Override
        protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }
    }
}
