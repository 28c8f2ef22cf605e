package io.tidemark.batch.archive.columns;

import io.tidemark.event.RecordSchema;
import java.util.function.Predicate;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.schema.MessageType;

/** Reads events; always into the same row. */
final class EventReadSupport<E> extends RowReadSupport<EventRow<E>> {
    private final RecordSchema<E> schema;
    private final Predicate<String> wanted;
    private final Faults faults = new Faults();
    private final EventRow<E> row = new EventRow<>();
    private RecordConverter<E> event;

    EventReadSupport(RecordSchema<E> schema, Predicate<String> wanted) {
        this.schema = schema;
        this.wanted = wanted;
    }

    @Override
    MessageType columns(MessageType file) {
        return Projection.of(schema, wanted, file);
    }

    @Override
    Converter[] converters(MessageType columns) {
        event = new RecordConverter<>(
                schema,
                wanted,
                columns,
                faults,
                made -> row.event = schema.recordClass().cast(made));
        Converter[] converters = new Converter[event.size() + 4];
        for (int i = 0; i < event.size(); i++) {
            converters[i] = event.getConverter(i);
        }
        int at = event.size();
        converters[at] = new ValueConverters.WholeConverter(value -> row.partition = (int) value);
        converters[at + 1] = new ValueConverters.WholeConverter(value -> row.offset = value);
        converters[at + 2] = new ValueConverters.WholeConverter(value -> row.timestampMillis = value);
        converters[at + 3] = new ValueConverters.WholeConverter(value -> row.clockMillis = value);
        return converters;
    }

    @Override
    void startRow() {
        faults.clear();
        row.event = null;
        event.start();
    }

    @Override
    EventRow<E> row() {
        event.end();
        row.fault = faults.first();
        return row;
    }
}
