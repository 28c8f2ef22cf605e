package io.tidemark.columns.read;

import io.tidemark.columns.event.ColumnMismatchException;
import io.tidemark.columns.event.EventColumns;
import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.FileFields;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.sum.Seal;
import io.tidemark.tidemark.OffsetRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.Operators.LongColumn;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetDecodingException;

/** Reads the rows of one Parquet file in the order of their offsets. Owned by one thread. */
public final class RowFileReader<T> implements AutoCloseable {
    /** No row is left out. */
    public static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);

    private final ParquetReader<T> reader;

    private RowFileReader(InputFile file, OffsetRange within, RowReadSupport<T> rows) throws IOException {
        ParquetReader.Builder<T> builder = new Builder<>(file, rows);
        reader = (within.equals(ALL) ? builder : builder.withFilter(filter(within))).build();
    }

    /**
     * What the records of a file said, field by field. The row is the same object each time.
     *
     * @param within only rows whose offset lies in this range
     * @throws ColumnMismatchException if the file does not tell what is wanted
     */
    public static RowFileReader<LogRow> fields(InputFile file, OffsetRange within, FieldsWanted wanted)
            throws IOException {
        return new RowFileReader<>(file, within, new LogRowReadSupport(wanted));
    }

    /** The records of a file that holds them as the bytes they are, or those without a value. The row is the same object each time. */
    public static RowFileReader<LogRow> bytes(InputFile file, OffsetRange within) throws IOException {
        return new RowFileReader<>(file, within, new BytesReadSupport());
    }

    /** The quarantined records of a file. */
    public static RowFileReader<RefusedRow> refused(InputFile file, OffsetRange within) throws IOException {
        return new RowFileReader<>(file, within, new RefusedReadSupport());
    }

    /** The rows of a file of another kind, all of them. */
    public static <T> RowFileReader<T> rows(InputFile file, RowReadSupport<T> rows) throws IOException {
        return new RowFileReader<>(file, ALL, rows);
    }

    /**
     * What the footer of a file says.
     *
     * @throws IOException if the file cannot be read
     * @throws RuntimeException if it is damaged: nothing of a sealed footer is decoded before its bytes are known to be
     *     those that were written
     */
    public static FileFooter footer(InputFile file) throws IOException {
        boolean isSealed = Seal.isOn(file);
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader opened = ParquetFileReader.open(file, options)) {
            FileMetaData found = opened.getFileMetaData();
            return new FileFooter(
                    found.getKeyValueMetaData(),
                    FileFields.of(found.getSchema(), found.getKeyValueMetaData()),
                    isSealed);
        }
    }

    /** The next row, or null after the last. */
    public T next() throws IOException {
        try {
            return reader.read();
        } catch (RuntimeException e) {
            throw undecoded(e);
        }
    }

    /** Whatever is thrown over bytes is about the bytes; that a file does not tell what is wanted is not. */
    static RuntimeException undecoded(RuntimeException thrown) {
        return thrown instanceof ParquetRuntimeException
                        || thrown instanceof ColumnMismatchException
                        || thrown instanceof UncheckedIOException
                ? thrown
                : new ParquetDecodingException("it cannot be decoded", thrown);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static FilterCompat.Filter filter(OffsetRange within) {
        LongColumn offset = FilterApi.longColumn(EventColumns.OFFSET);
        return FilterCompat.get(
                FilterApi.and(FilterApi.gtEq(offset, within.first()), FilterApi.lt(offset, within.end())));
    }

    private static final class Builder<T> extends ParquetReader.Builder<T> {
        private final RowReadSupport<T> rows;

        Builder(InputFile file, RowReadSupport<T> rows) {
            super(file, new PlainParquetConfiguration());
            // Parquet writes them always and looks at them only if told to: a changed byte would be an event.
            usePageChecksumVerification();
            this.rows = rows;
        }

        @Override
        protected ReadSupport<T> getReadSupport() {
            return rows;
        }
    }
}
