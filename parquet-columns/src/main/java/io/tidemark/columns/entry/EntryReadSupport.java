package io.tidemark.columns.entry;

import io.tidemark.columns.read.RowReadSupport;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** Reads entries, without whose they are. */
final class EntryReadSupport extends RowReadSupport<Entry> {
    private byte[] key;
    private byte[] value;
    private long logClockMillis;

    @Override
    protected MessageType columns(MessageType file, Map<String, String> footer) {
        return new MessageType(
                EntryColumns.ALL.getName(), List.of(file.getType("key"), file.getType("value"), file.getType("clock")));
    }

    @Override
    protected Converter[] converters(MessageType columns) {
        return new Converter[] {
            new PrimitiveConverter() {
                @Override
                public void addBinary(Binary bytes) {
                    key = bytes.getBytes();
                }
            },
            new PrimitiveConverter() {
                @Override
                public void addBinary(Binary bytes) {
                    value = bytes.getBytes();
                }
            },
            new PrimitiveConverter() {
                @Override
                public void addLong(long millis) {
                    logClockMillis = millis;
                }
            }
        };
    }

    @Override
    protected void startRow() {
        // Every column is required: each row overwrites all of the one before.
    }

    @Override
    protected Entry row() {
        return new Entry(key, value, logClockMillis);
    }
}
