package io.tidemark.batch.archive.columns;

import io.tidemark.event.RecordSchema;
import java.util.Iterator;

/** Writes events by their components. */
final class EventShredder<E> implements RowShredder<EventRow<E>> {
    private final Shredder[] components;
    private final PositionColumns positions;

    EventShredder(RecordSchema<E> schema, Iterator<Column> columns) {
        components = Shredder.components(schema, columns, 0);
        positions = new PositionColumns(columns);
    }

    @Override
    public void write(EventRow<E> row) {
        for (Shredder component : components) {
            component.write(row.event, 0, 0);
        }
        positions.write(row.partition, row.offset, row.timestampMillis, row.clockMillis);
    }
}
