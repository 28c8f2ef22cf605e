package io.tidemark.columns.event;

import io.tidemark.columns.head.HeadColumns;
import io.tidemark.columns.head.HeadShredder;
import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.RowShredder;
import io.tidemark.event.RecordSchema;
import java.util.Iterator;

/** Writes records by the values of their fields. */
final class FieldsShredder implements RowShredder<LogRow> {
    private final Shredder[] components;
    /** Null if the file has no such column. */
    private final BinaryColumn undeclared;

    private final HeadShredder head;
    private final PositionColumns positions;

    FieldsShredder(RecordSchema<?> schema, boolean withUndeclared, HeadColumns head, Iterator<Column> columns) {
        components = Shredder.components(schema, columns, 0);
        undeclared = withUndeclared ? (BinaryColumn) columns.next() : null;
        this.head = new HeadShredder(head, columns);
        positions = new PositionColumns(columns);
    }

    @Override
    public void write(LogRow row) {
        for (Shredder component : components) {
            component.write(row.values, 0, 0);
        }
        if (undeclared != null) {
            if (row.undeclared.isEmpty()) {
                undeclared.addAbsent(0, 0);
            } else {
                undeclared.add(0, row.undeclared.text(), row.undeclared.length());
            }
        }
        head.write(row.head);
        positions.write(row.partition, row.offset, row.timestampMillis, row.clockMillis);
    }
}
