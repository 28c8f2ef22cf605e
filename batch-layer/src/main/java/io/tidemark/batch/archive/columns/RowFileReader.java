package io.tidemark.batch.archive.columns;

import io.tidemark.event.RecordSchema;
import io.tidemark.tidemark.OffsetRange;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.Operators.LongColumn;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;

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
     * The events of a file. The row is the same object each time.
     *
     * @param within only rows whose offset lies in this range
     * @param components only these components are read; the others are absent
     * @throws ColumnMismatchException if the file's columns cannot make the record class
     */
    public static <E> RowFileReader<EventRow<E>> events(
            InputFile file, OffsetRange within, RecordSchema<E> schema, Predicate<String> components)
            throws IOException {
        return new RowFileReader<>(file, within, new EventReadSupport<>(schema, components));
    }

    /** The quarantined records of a file. */
    public static RowFileReader<RefusedRow> refused(InputFile file, OffsetRange within) throws IOException {
        return new RowFileReader<>(file, within, new RefusedReadSupport());
    }

    /** What the footer of a file says besides the columns. */
    public static Map<String, String> footer(InputFile file) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader opened = ParquetFileReader.open(file, options)) {
            return opened.getFileMetaData().getKeyValueMetaData();
        }
    }

    /** The next row, or null after the last. */
    public T next() throws IOException {
        return reader.read();
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
            this.rows = rows;
        }

        @Override
        protected ReadSupport<T> getReadSupport() {
            return rows;
        }
    }
}
