package io.tidemark.columns.copy;

import io.tidemark.columns.event.RowFileWriter;
import java.io.IOException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * All rows of one file of the archive, in their order, as they are stored. Owned by one thread.
 *
 * <pre>{@code
 * RowFileWriter<StoredRow> joined = null;
 * for (InputFile each : small) {
 *     try (StoredRows rows = StoredRows.open(each)) {
 *         joined = joined == null ? rows.writer(output, rowGroupBytes, taken) : joined;
 *         for (StoredRow row = rows.next(); row != null; row = rows.next()) {
 *             joined.write(row);       // whose columns are the same
 *         }
 *     }
 * }
 * joined.finish(footer);
 * }</pre>
 */
public final class StoredRows implements AutoCloseable {
    private final ParquetFileReader file;
    private final MessageType schema;
    private final String createdBy;
    private StoredRow row;
    private long left;

    private StoredRows(ParquetFileReader file) {
        this.file = file;
        this.schema = file.getFooter().getFileMetaData().getSchema();
        this.createdBy = file.getFooter().getFileMetaData().getCreatedBy();
    }

    public static StoredRows open(InputFile input) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification()
                .build();
        return new StoredRows(ParquetFileReader.open(input, options));
    }

    /** Its columns, with the order in which they stand. */
    public MessageType schema() {
        return schema;
    }

    /**
     * A file with the same columns. At most about {@code rowGroupBytes} of it are held in memory.
     *
     * @param taken what the file tells of the class that its fields were taken for; empty if nothing
     */
    public RowFileWriter<StoredRow> writer(OutputFile output, long rowGroupBytes, String taken) throws IOException {
        return RowFileWriter.rows(output, rowGroupBytes, schema, taken, columns -> new StoredShredder(schema, columns));
    }

    /**
     * The next row, or null after the last. It is to be written before the one after it is asked for; whoever writes it may meet
     * with a {@link RuntimeException} if this file is damaged.
     */
    public StoredRow next() throws IOException {
        while (left == 0) {
            PageReadStore pages = file.readNextRowGroup();
            if (pages == null) {
                return null;
            }
            row = new StoredRow(columns(pages));
            left = pages.getRowCount();
        }
        left--;
        return row;
    }

    private ColumnReader[] columns(PageReadStore pages) {
        ColumnReadStoreImpl store = new ColumnReadStoreImpl(pages, new Unasked(schema), schema, createdBy);
        return schema.getColumns().stream()
                .map((ColumnDescriptor column) -> store.getColumnReader(column))
                .toArray(ColumnReader[]::new);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Parquet wants converters for what it reads; values are taken from the columns instead. */
    private static final class Unasked extends GroupConverter {
        private final GroupType group;

        Unasked(GroupType group) {
            this.group = group;
        }

        @Override
        public Converter getConverter(int field) {
            Type type = group.getType(field);
            return type.isPrimitive() ? new PrimitiveConverter() {} : new Unasked(type.asGroupType());
        }

        @Override
        public void start() {
            throw new UnsupportedOperationException("no record is made");
        }

        @Override
        public void end() {
            throw new UnsupportedOperationException("no record is made");
        }
    }
}
