package io.tidemark.columns.read;

import io.tidemark.columns.event.RefusedColumns;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.columns.head.HeadConverters;
import java.util.ArrayList;
import java.util.List;
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
    private HeadConverters head;

    @Override
    protected MessageType columns(MessageType file, Map<String, String> footer) {
        return RefusedColumns.columns(HeadColumns.of(file));
    }

    @Override
    protected Converter[] converters(MessageType columns) {
        Converter rawBytes = new PrimitiveConverter() {
            @Override
            public void addBinary(Binary value) {
                raw = value.getBytes();
            }
        };
        head = new HeadConverters(HeadColumns.of(columns));
        List<Converter> converters = new ArrayList<>();
        converters.add(ValueConverters.text(text -> text, text -> reason = text));
        converters.add(rawBytes);
        converters.addAll(head.all());
        for (int i = 0; i < position.length; i++) {
            int place = i;
            converters.add(new ValueConverters.WholeConverter(value -> position[place] = value));
        }
        return converters.toArray(Converter[]::new);
    }

    @Override
    protected void startRow() {
        raw = null;
        head.start();
    }

    @Override
    protected RefusedRow row() {
        return new RefusedRow(
                Math.toIntExact(position[0]),
                position[1],
                position[2],
                position[3],
                reason.toString(),
                raw,
                head.head());
    }
}
