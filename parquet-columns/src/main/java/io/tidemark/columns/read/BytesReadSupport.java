package io.tidemark.columns.read;

import io.tidemark.columns.event.EventColumns;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.columns.head.HeadConverters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** Reads records as the bytes they are, or those without a value; always into the same row. */
final class BytesReadSupport extends RowReadSupport<LogRow> {
    private final LogRow row = new LogRow();
    private HeadConverters head;

    @Override
    protected MessageType columns(MessageType file, Map<String, String> footer) {
        return EventColumns.wholes(file);
    }

    @Override
    protected Converter[] converters(MessageType columns) {
        List<Converter> converters = new ArrayList<>();
        if (columns.containsField(EventColumns.VALUE_BYTES)) {
            converters.add(new PrimitiveConverter() {
                @Override
                public void addBinary(Binary value) {
                    row.bytes = value.getBytes();
                    row.length = row.bytes.length;
                }
            });
        }
        head = new HeadConverters(HeadColumns.of(columns));
        converters.addAll(head.all());
        converters.addAll(ValueConverters.positions(row));
        return converters.toArray(Converter[]::new);
    }

    @Override
    protected void startRow() {
        row.bytes = null;
        head.start();
    }

    @Override
    protected LogRow row() {
        row.head = head.head();
        return row;
    }
}
