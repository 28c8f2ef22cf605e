package io.tidemark.batch.archive.columns;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Takes rows apart for Parquet, and says at the end what the footer says besides the columns. */
abstract class RowWriteSupport<T> extends WriteSupport<T> {
    private final MessageType columns;
    private Map<String, String> footer = Map.of();
    private RecordConsumer to;

    RowWriteSupport(MessageType columns) {
        this.columns = columns;
    }

    /** To be given before the file is closed. */
    void footer(Map<String, String> entries) {
        footer = entries;
    }

    abstract void write(T row, RecordConsumer consumer);

    @SuppressWarnings("deprecation") // Abstract in Parquet, though it calls the other one.
    @Override
    public final WriteContext init(Configuration configuration) {
        return new WriteContext(columns, Map.of());
    }

    @Override
    public final WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(columns, Map.of());
    }

    @Override
    public final void prepareForWrite(RecordConsumer consumer) {
        to = consumer;
    }

    @Override
    public final void write(T row) {
        to.startMessage();
        write(row, to);
        to.endMessage();
    }

    @Override
    public final FinalizedWriteContext finalizeWrite() {
        return new FinalizedWriteContext(footer);
    }
}
