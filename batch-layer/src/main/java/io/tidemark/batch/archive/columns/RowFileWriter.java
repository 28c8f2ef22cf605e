package io.tidemark.batch.archive.columns;

import io.tidemark.batch.archive.columns.Column.PageLimits;
import io.tidemark.event.RecordSchema;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/** Writes rows to one Parquet file. Owned by one thread. Once a method has thrown, only {@link #abandon} may be called. */
public final class RowFileWriter<T> {
    private static final int PAGE_BYTES = 256 * 1024;
    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1024;

    private final MessageType schema;
    private final long rowGroupBytes;
    private final ParquetFileWriter file;
    private final ZstdPages compressor = new ZstdPages();
    private final PageLimits limits;
    private final List<ColumnDescriptor> descriptors;
    private final List<Column> columns;
    private final RowShredder<T> shredder;
    private ColumnChunkPageWriteStore rowGroup;
    private long rows;
    private long writtenBytes;

    private RowFileWriter(
            OutputFile output,
            long rowGroupBytes,
            MessageType schema,
            Function<Iterator<Column>, RowShredder<T>> shredder)
            throws IOException {
        this.schema = schema;
        this.rowGroupBytes = rowGroupBytes;
        this.limits = new PageLimits((int) Math.min(PAGE_BYTES, Math.max(1024, rowGroupBytes / 4)));
        this.descriptors = schema.getColumns();
        this.columns =
                descriptors.stream().map(column -> Column.of(column, limits)).toList();
        this.shredder = shredder.apply(columns.iterator());
        this.file = new ParquetFileWriter(
                output,
                schema,
                ParquetFileWriter.Mode.CREATE,
                rowGroupBytes,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null,
                ParquetProperties.builder().build());
        file.start();
        beginRowGroup();
    }

    /** A file of events. At most about {@code rowGroupBytes} of it are held in memory. */
    public static <E> RowFileWriter<EventRow<E>> events(OutputFile file, long rowGroupBytes, RecordSchema<E> schema)
            throws IOException {
        return new RowFileWriter<>(
                file, rowGroupBytes, EventColumns.of(schema), columns -> new EventShredder<>(schema, columns));
    }

    /** A file of quarantined records. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<RefusedRow> refused(OutputFile file, long rowGroupBytes) throws IOException {
        return new RowFileWriter<>(file, rowGroupBytes, RefusedColumns.columns(), RefusedShredder::new);
    }

    public void write(T row) throws IOException {
        shredder.write(row);
        rows++;
        if (limits.reached) {
            endFullPages();
            endRowGroupIfLarge();
        } else if (rows % ROWS_BETWEEN_SIZE_CHECKS == 0) {
            endRowGroupIfLarge();
        }
    }

    /** How many bytes the file has so far, those that are still held in memory included. */
    public long size() {
        return writtenBytes + heldBytes();
    }

    /** Ends the file; {@code footer} stands in its footer besides the columns. */
    public void finish(Map<String, String> footer) throws IOException {
        endRowGroup();
        file.end(footer);
        letGo();
    }

    /** Lets go of the file, which is then worth nothing. */
    public void abandon() {
        try {
            // Not abort: that would leave the handle open.
            file.close();
        } catch (IOException | RuntimeException notWritten) {
            // It is thrown away in any case.
            writtenBytes = 0;
        }
        letGo();
    }

    private void letGo() {
        rowGroup.close();
        compressor.close();
    }

    private void beginRowGroup() {
        rowGroup = ColumnChunkPageWriteStore.builder()
                .withCompressorProvider(column -> compressor)
                .withSchema(schema)
                .withAllocator(new HeapByteBufferAllocator())
                .build();
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).begin(rowGroup.getPageWriter(descriptors.get(i)));
        }
    }

    private void endFullPages() throws IOException {
        for (Column column : columns) {
            if (column.isFull()) {
                column.endPage();
            }
        }
        limits.reached = false;
    }

    private long heldBytes() {
        long held = 0;
        for (Column column : columns) {
            held += column.heldBytes();
        }
        return held;
    }

    private void endRowGroupIfLarge() throws IOException {
        if (heldBytes() >= rowGroupBytes) {
            endRowGroup();
            beginRowGroup();
        }
    }

    private void endRowGroup() throws IOException {
        if (rows > 0) {
            file.startBlock(rows);
            for (Column column : columns) {
                column.endRowGroup();
            }
            rowGroup.flushToFileWriter(file);
            file.endBlock();
            rows = 0;
            writtenBytes = file.getPos();
        }
        rowGroup.close();
    }
}
