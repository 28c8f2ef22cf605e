package io.tidemark.columns.event;

import io.tidemark.columns.head.HeadColumns;
import io.tidemark.columns.head.HeadShredder;
import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.RowShredder;
import java.util.Iterator;

/** Writes records as the bytes they are, or those without a value. */
final class BytesShredder implements RowShredder<LogRow> {
    /** Null in a file of records without one. */
    private final BinaryColumn value;

    private final HeadShredder head;
    private final PositionColumns positions;

    BytesShredder(boolean withValues, HeadColumns head, Iterator<Column> columns) {
        value = withValues ? (BinaryColumn) columns.next() : null;
        this.head = new HeadShredder(head, columns);
        positions = new PositionColumns(columns);
    }

    @Override
    public void write(LogRow row) {
        if (value != null) {
            value.add(0, row.bytes, row.start, row.length);
        }
        head.write(row.head);
        positions.write(row.partition, row.offset, row.timestampMillis, row.clockMillis);
    }
}
