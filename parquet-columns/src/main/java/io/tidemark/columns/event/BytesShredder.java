package io.tidemark.columns.event;

import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.RowShredder;
import java.util.Iterator;

/** Writes records as the bytes they are. */
final class BytesShredder implements RowShredder<LogRow> {
    private final BinaryColumn value;
    private final PositionColumns positions;

    BytesShredder(Iterator<Column> columns) {
        value = (BinaryColumn) columns.next();
        positions = new PositionColumns(columns);
    }

    @Override
    public void write(LogRow row) {
        value.add(0, row.bytes, row.start, row.length);
        positions.write(row.partition, row.offset, row.timestampMillis, row.clockMillis);
    }
}
