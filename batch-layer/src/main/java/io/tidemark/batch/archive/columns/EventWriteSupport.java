package io.tidemark.batch.archive.columns;

import io.tidemark.batch.archive.columns.ValueWriter.ComponentWriter;
import io.tidemark.event.RecordSchema;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes events by their components. */
final class EventWriteSupport<E> extends RowWriteSupport<EventRow<E>> {
    private final ComponentWriter[] components;

    EventWriteSupport(RecordSchema<E> schema) {
        super(EventColumns.of(schema));
        components = ValueWriter.components(schema);
    }

    @Override
    void write(EventRow<E> row, RecordConsumer to) {
        for (ComponentWriter component : components) {
            component.write(row.event, to);
        }
        Positions.write(row.partition, row.offset, row.timestampMillis, row.clockMillis, components.length, to);
    }
}
