package io.tidemark.columns.write;

import io.tidemark.columns.write.Column.PageLimits;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * Rows on their way into one row group of a Parquet file, encoded and compressed as they come: several may be filled at
 * once for one file. Used again for the next row group. Owned by one thread at a time. Once a method has thrown, only
 * {@link #close} may be called.
 */
public final class RowGroup<T> implements AutoCloseable {
    private static final int PAGE_BYTES = 256 * 1024;
    private static final int ROWS_BETWEEN_SIZE_CHECKS = 1024;

    private final MessageType schema;
    private final long mostBytes;
    private final ZstdPages compressor = new ZstdPages();
    private final PageLimits limits;
    private final List<ColumnDescriptor> descriptors;
    private final List<Column> columns;
    private final RowShredder<T> shredder;
    private ColumnChunkPageWriteStore pages;
    private long rows;
    private boolean large;

    /**
     * @param mostBytes when it is {@link #isLarge}
     * @param unsearched columns whose extremes nobody asks for
     * @param shredder what puts a row into the columns, which it is given in the order of the schema
     */
    public RowGroup(
            MessageType schema,
            long mostBytes,
            Set<String> unsearched,
            Function<Iterator<Column>, RowShredder<T>> shredder) {
        this.schema = schema;
        this.mostBytes = mostBytes;
        this.limits = new PageLimits((int) Math.min(PAGE_BYTES, Math.max(1024, mostBytes / 4)));
        this.descriptors = schema.getColumns();
        this.columns =
                descriptors.stream().map(column -> Column.of(column, limits)).toList();
        for (int i = 0; i < columns.size(); i++) {
            if (unsearched.contains(descriptors.get(i).getPath()[0])) {
                columns.get(i).leaveOutExtremes();
            }
        }
        this.shredder = shredder.apply(columns.iterator());
        begin();
    }

    private void begin() {
        pages = ColumnChunkPageWriteStore.builder()
                .withCompressorProvider(column -> compressor)
                .withSchema(schema)
                .withAllocator(new HeapByteBufferAllocator())
                .build();
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).begin(pages.getPageWriter(descriptors.get(i)));
        }
        rows = 0;
        large = false;
    }

    public void write(T row) throws IOException {
        shredder.write(row);
        rows++;
        if (limits.reached) {
            endFullPages();
            large = heldBytes() >= mostBytes;
        } else if (rows % ROWS_BETWEEN_SIZE_CHECKS == 0) {
            large = heldBytes() >= mostBytes;
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

    /** Whether it should be written, so that no more memory is held. */
    public boolean isLarge() {
        return large;
    }

    public long heldBytes() {
        long held = 0;
        for (Column column : columns) {
            held += column.heldBytes();
        }
        return held;
    }

    /** Encodes and compresses what is in no page yet. No more rows may be written before {@link #writeTo}. */
    public void end() throws IOException {
        if (rows > 0) {
            for (Column column : columns) {
                column.endRowGroup();
            }
        }
    }

    /** Appends what has {@link #end ended} to a file, unless it has no row, and begins anew. */
    public void writeTo(ParquetFileWriter file) throws IOException {
        if (rows > 0) {
            file.startBlock(rows);
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        pages.close();
        begin();
    }

    @Override
    public void close() {
        pages.close();
        compressor.close();
    }
}
