package io.tidemark.batch.archive.columns;

import java.util.Iterator;
import java.util.List;
import org.apache.parquet.io.api.Converter;

/** Writes and reads where a record stood: the columns that every file of the archive ends with. */
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

    /** For their columns, which come last, and in this order. */
    static List<Converter> converters(LogRow row) {
        return List.of(
                new ValueConverters.WholeConverter(value -> row.partition = (int) value),
                new ValueConverters.WholeConverter(value -> row.offset = value),
                new ValueConverters.WholeConverter(value -> row.timestampMillis = value),
                new ValueConverters.WholeConverter(value -> row.clockMillis = value));
    }

    void write(int partitionNumber, long offsetInPartition, long timestampMillis, long clockMillis) {
        partition.add(0, partitionNumber);
        offset.add(0, offsetInPartition);
        timestamp.add(0, timestampMillis);
        clock.add(0, clockMillis);
    }
}
