package io.tidemark.columns.read;

import io.tidemark.columns.event.RefusedColumns;
import io.tidemark.columns.event.RefusedRow;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** Reads quarantined records. */
final class RefusedReadSupport extends RowReadSupport<RefusedRow> {
    private final long[] position = new long[4];
    private Object reason;
    private byte[] raw;

    @Override
    MessageType columns(MessageType file, Map<String, String> footer) {
        return RefusedColumns.columns();
    }

    @Override
    Converter[] converters(MessageType columns) {
        Converter rawBytes = new PrimitiveConverter() {
            @Override
            public void addBinary(Binary value) {
                raw = value.getBytes();
            }
        };
        return new Converter[] {
            ValueConverters.text(text -> text, text -> reason = text),
            rawBytes,
            new ValueConverters.WholeConverter(value -> position[0] = value),
            new ValueConverters.WholeConverter(value -> position[1] = value),
            new ValueConverters.WholeConverter(value -> position[2] = value),
            new ValueConverters.WholeConverter(value -> position[3] = value)
        };
    }

    @Override
    void startRow() {
        raw = null;
    }

    @Override
    RefusedRow row() {
        return new RefusedRow(
                Math.toIntExact(position[0]), position[1], position[2], position[3], reason.toString(), raw);
    }
}
