package io.tidemark.batch.archive.columns;

import org.apache.parquet.io.api.RecordConsumer;

/** Writes where a record stood: the columns that every file of the archive has. */
final class Positions {
    private Positions() {}

    static void write(int partition, long offset, long timestampMillis, long clockMillis, int at, RecordConsumer to) {
        to.startField(EventColumns.PARTITION, at);
        to.addInteger(partition);
        to.endField(EventColumns.PARTITION, at);
        add(EventColumns.OFFSET, at + 1, offset, to);
        add(EventColumns.TIMESTAMP, at + 2, timestampMillis, to);
        add(EventColumns.CLOCK, at + 3, clockMillis, to);
    }

    private static void add(String name, int index, long value, RecordConsumer to) {
        to.startField(name, index);
        to.addLong(value);
        to.endField(name, index);
    }
}
