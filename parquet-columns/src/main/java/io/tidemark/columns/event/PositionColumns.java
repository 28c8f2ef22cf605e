package io.tidemark.columns.event;

import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.NumberColumn;
import java.util.Iterator;

/** Writes where a record stood: the columns that every file of the archive ends with. */
final class PositionColumns {
    private final NumberColumn partition;
    private final NumberColumn offset;
    private final NumberColumn timestamp;
    private final NumberColumn clock;

    PositionColumns(Iterator<Column> columns) {
        partition = (NumberColumn) columns.next();
        offset = (NumberColumn) columns.next();
        timestamp = (NumberColumn) columns.next();
        clock = (NumberColumn) columns.next();
    }

    void write(int partitionNumber, long offsetInPartition, long timestampMillis, long clockMillis) {
        partition.add(0, partitionNumber);
        offset.add(0, offsetInPartition);
        timestamp.add(0, timestampMillis);
        clock.add(0, clockMillis);
    }
}
