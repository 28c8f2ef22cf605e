package io.tidemark.columns.entry;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.read.RowFileReader;
import java.io.IOException;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Types;

/**
 * The columns of a file of what an operator remembers, in this order.
 *
 * <pre>
 * topic, partition   of which it remembers it
 * key, value         as the operator puts them: its own bytes
 * clock              TIMESTAMP(MILLIS), the log clock at which it was put
 * </pre>
 */
public final class EntryColumns {
    static final MessageType ALL = new MessageType(
            "remembered",
            Types.required(BINARY).as(stringType()).named("topic"),
            new PrimitiveType(REQUIRED, INT32, "partition"),
            new PrimitiveType(REQUIRED, BINARY, "key"),
            new PrimitiveType(REQUIRED, BINARY, "value"),
            Types.required(INT64).as(timestampType(true, TimeUnit.MILLIS)).named("clock"));

    private EntryColumns() {}

    /** A file of the entries of one partition. At most about {@code rowGroupBytes} of it are held in memory. */
    public static RowFileWriter<Entry> writer(OutputFile file, long rowGroupBytes, String topic, int partition)
            throws IOException {
        return RowFileWriter.rows(
                file, rowGroupBytes, ALL, "", columns -> new EntryShredder(topic, partition, columns));
    }

    /** The entries of such a file, in their order; each is its receiver's to keep. */
    public static RowFileReader<Entry> reader(InputFile file) throws IOException {
        return RowFileReader.rows(file, new EntryReadSupport());
    }
}
