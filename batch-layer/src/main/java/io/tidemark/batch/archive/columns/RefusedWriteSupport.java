package io.tidemark.batch.archive.columns;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes quarantined records as they came. */
final class RefusedWriteSupport extends RowWriteSupport<RefusedRow> {
    RefusedWriteSupport() {
        super(RefusedColumns.columns());
    }

    @Override
    void write(RefusedRow row, RecordConsumer to) {
        to.startField(RefusedColumns.REASON, 0);
        to.addBinary(Binary.fromString(row.reason()));
        to.endField(RefusedColumns.REASON, 0);
        if (row.raw() != null) {
            to.startField(RefusedColumns.RAW, 1);
            to.addBinary(Binary.fromConstantByteArray(row.raw()));
            to.endField(RefusedColumns.RAW, 1);
        }
        Positions.write(row.partition(), row.offset(), row.timestampMillis(), row.clockMillis(), 2, to);
    }
}
