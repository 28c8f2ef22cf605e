package io.tidemark.columns.event;

import io.tidemark.columns.head.HeadColumns;
import io.tidemark.columns.sum.Seal;
import io.tidemark.columns.sum.SummedOutput;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.RowGroup;
import io.tidemark.columns.write.RowShredder;
import io.tidemark.event.RecordSchema;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/** Writes rows to one Parquet file. Owned by one thread. Once a method has thrown, only {@link #abandon} may be called. */
public final class RowFileWriter<T> {
    /** In the footer: what the bytes before the footer add up to. */
    public static final String CHECKSUM = "tidemark.checksum";

    private final SummedOutput summed;
    private final ParquetFileWriter file;
    private final RowGroup<T> rowGroup;
    private final Map<String, String> ownFooter;
    private long writtenBytes;

    private RowFileWriter(
            OutputFile output,
            long rowGroupBytes,
            MessageType schema,
            Map<String, String> ownFooter,
            Function<Iterator<Column>, RowShredder<T>> shredder)
            throws IOException {
        this.ownFooter = ownFooter;
        this.rowGroup = new RowGroup<>(schema, rowGroupBytes, Set.of(), shredder);
        this.summed = new SummedOutput(output);
        this.file = new ParquetFileWriter(
                summed,
                schema,
                ParquetFileWriter.Mode.CREATE,
                rowGroupBytes,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null,
                ParquetProperties.builder().build());
        file.start();
    }

    /** A file of records that are read field by field. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<LogRow> fields(
            OutputFile file, long rowGroupBytes, RecordSchema<?> schema, boolean withUndeclared) throws IOException {
        return fields(file, rowGroupBytes, schema, withUndeclared, HeadColumns.NONE);
    }

    /** The same with keys or headers. */
    public static RowFileWriter<LogRow> fields(
            OutputFile file, long rowGroupBytes, RecordSchema<?> schema, boolean withUndeclared, HeadColumns head)
            throws IOException {
        return new RowFileWriter<>(
                file,
                rowGroupBytes,
                EventColumns.of(schema, withUndeclared, head),
                Map.of(FileFields.TAKEN, schema.text()),
                columns -> new FieldsShredder(schema, withUndeclared, head, columns));
    }

    /** A file of records as they came. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<LogRow> bytes(OutputFile file, long rowGroupBytes, HeadColumns head)
            throws IOException {
        return new RowFileWriter<>(
                file,
                rowGroupBytes,
                EventColumns.ofBytes(head),
                Map.of(),
                columns -> new BytesShredder(true, head, columns));
    }

    /** A file of records without a value. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<LogRow> tombstones(OutputFile file, long rowGroupBytes, HeadColumns head)
            throws IOException {
        return new RowFileWriter<>(
                file,
                rowGroupBytes,
                EventColumns.ofTombstones(head),
                Map.of(),
                columns -> new BytesShredder(false, head, columns));
    }

    /** A file of quarantined records. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<RefusedRow> refused(OutputFile file, long rowGroupBytes, HeadColumns head)
            throws IOException {
        return new RowFileWriter<>(
                file,
                rowGroupBytes,
                RefusedColumns.columns(head),
                Map.of(),
                columns -> new RefusedShredder(head, columns));
    }

    /**
     * A file of rows that are of no kind known here. At most about {@code rowGroupBytes} of it are held in memory.
     *
     * @param taken what {@link FileFields#taken} is to tell; empty if nothing
     * @param shredder what puts a row into the columns, which it is given in the order of the schema
     */
    public static <T> RowFileWriter<T> rows(
            OutputFile file,
            long rowGroupBytes,
            MessageType schema,
            String taken,
            Function<Iterator<Column>, RowShredder<T>> shredder)
            throws IOException {
        Map<String, String> own = taken.isEmpty() ? Map.of() : Map.of(FileFields.TAKEN, taken);
        return new RowFileWriter<>(file, rowGroupBytes, schema, own, shredder);
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
        Map<String, String> all = new TreeMap<>(footer);
        all.putAll(ownFooter);
        all.put(CHECKSUM, summed.checksum().toString());
        // What follows is the footer, which the checksum that stands in it cannot cover.
        all.put(Seal.KEY, summed.seal());
        file.end(all);
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
