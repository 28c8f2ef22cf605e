package io.tidemark.columns.read;

import io.tidemark.columns.event.EventColumns;
import io.tidemark.columns.event.LogRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** Reads records as the bytes they are; always into the same row. */
final class BytesReadSupport extends RowReadSupport<LogRow> {
    private final LogRow row = new LogRow();

    @Override
    MessageType columns(MessageType file, Map<String, String> footer) {
        return EventColumns.ofBytes();
    }

    @Override
    Converter[] converters(MessageType columns) {
        List<Converter> converters = new ArrayList<>();
        converters.add(new PrimitiveConverter() {
            @Override
            public void addBinary(Binary value) {
                row.bytes = value.getBytes();
                row.length = row.bytes.length;
            }
        });
        converters.addAll(ValueConverters.positions(row));
        return converters.toArray(Converter[]::new);
    }

    @Override
    void startRow() {
        row.bytes = null;
    }

    @Override
    LogRow row() {
        return row;
    }
}
