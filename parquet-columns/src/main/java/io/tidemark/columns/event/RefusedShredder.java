package io.tidemark.columns.event;

import io.tidemark.columns.head.HeadColumns;
import io.tidemark.columns.head.HeadShredder;
import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.RowShredder;
import java.util.Iterator;

/** Writes quarantined records as they came. */
final class RefusedShredder implements RowShredder<RefusedRow> {
    private final BinaryColumn reason;
    private final BinaryColumn raw;
    private final HeadShredder head;
    private final PositionColumns positions;

    RefusedShredder(HeadColumns head, Iterator<Column> columns) {
        reason = (BinaryColumn) columns.next();
        raw = (BinaryColumn) columns.next();
        this.head = new HeadShredder(head, columns);
        positions = new PositionColumns(columns);
    }

    @Override
    public void write(RefusedRow row) {
        reason.add(0, row.reason());
        if (row.raw() == null) {
            raw.addAbsent(0, 0);
        } else {
            raw.add(0, row.raw());
        }
        head.write(row.head());
        positions.write(row.partition(), row.offset(), row.timestampMillis(), row.clockMillis());
    }
}
