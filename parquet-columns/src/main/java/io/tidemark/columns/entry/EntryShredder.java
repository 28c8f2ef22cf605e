package io.tidemark.columns.entry;

import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.NumberColumn;
import io.tidemark.columns.write.RowShredder;
import java.util.Iterator;

/** Writes the entries of one partition. */
final class EntryShredder implements RowShredder<Entry> {
    private final String topicName;
    private final int partitionNumber;
    private final BinaryColumn topic;
    private final NumberColumn partition;
    private final BinaryColumn key;
    private final BinaryColumn value;
    private final NumberColumn clock;

    EntryShredder(String topicName, int partitionNumber, Iterator<Column> columns) {
        this.topicName = topicName;
        this.partitionNumber = partitionNumber;
        topic = (BinaryColumn) columns.next();
        partition = (NumberColumn) columns.next();
        key = (BinaryColumn) columns.next();
        value = (BinaryColumn) columns.next();
        clock = (NumberColumn) columns.next();
    }

    @Override
    public void write(Entry entry) {
        topic.add(0, topicName);
        partition.add(0, partitionNumber);
        key.add(0, entry.key());
        value.add(0, entry.value());
        clock.add(0, entry.logClockMillis());
    }
}
