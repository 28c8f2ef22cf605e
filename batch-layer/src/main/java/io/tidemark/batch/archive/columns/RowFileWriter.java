package io.tidemark.batch.archive.columns;

import io.tidemark.event.RecordSchema;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/** Writes rows to one Parquet file. Owned by one thread. Once a method has thrown, only {@link #abandon} may be called. */
public final class RowFileWriter<T> {
    private final ParquetFileWriter file;
    private final RowGroup<T> rowGroup;
    private long writtenBytes;

    private RowFileWriter(
            OutputFile output,
            long rowGroupBytes,
            MessageType schema,
            Function<Iterator<Column>, RowShredder<T>> shredder)
            throws IOException {
        this.rowGroup = new RowGroup<>(schema, rowGroupBytes, Set.of(), shredder);
        this.file = new ParquetFileWriter(
                output,
                schema,
                ParquetFileWriter.Mode.CREATE,
                rowGroupBytes,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null,
                ParquetProperties.builder().build());
        file.start();
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
        rowGroup.write(row);
        if (rowGroup.isLarge()) {
            endRowGroup();
        }
    }

    /** How many bytes the file has so far, those that are still held in memory included. */
    public long size() {
        return writtenBytes + rowGroup.heldBytes();
    }

    /** Ends the file; {@code footer} stands in its footer besides the columns. */
    public void finish(Map<String, String> footer) throws IOException {
        endRowGroup();
        file.end(footer);
        rowGroup.close();
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
        rowGroup.close();
    }

    private void endRowGroup() throws IOException {
        rowGroup.end();
        rowGroup.writeTo(file);
        writtenBytes = file.getPos();
    }
}
