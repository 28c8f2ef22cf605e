package io.tidemark.columns.head;

import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.event.head.RecordHead;
import java.util.Iterator;

/** Writes keys and headers. */
public final class HeadShredder {
    /** How much of the path to a header's value is there, if the value is not. */
    private static final int ABOVE_VALUE = 2;

    /** Null if the file has no such column. */
    private final BinaryColumn key;

    private final BinaryColumn names;
    private final BinaryColumn values;

    /** @param columns the next ones are these */
    public HeadShredder(HeadColumns which, Iterator<Column> columns) {
        key = which.keys() ? (BinaryColumn) columns.next() : null;
        names = which.headers() ? (BinaryColumn) columns.next() : null;
        values = which.headers() ? (BinaryColumn) columns.next() : null;
    }

    public void write(RecordHead head) {
        if (key != null) {
            if (head.key() == null) {
                key.addAbsent(0, 0);
            } else {
                key.add(0, head.key());
            }
        }
        if (names != null) {
            writeHeaders(head);
        }
    }

    private void writeHeaders(RecordHead head) {
        if (head.headers().isEmpty()) {
            names.addAbsent(0, 0);
            values.addAbsent(0, 0);
        }
        int repetition = 0;
        for (RecordHead.Entry header : head.headers()) {
            names.add(repetition, header.name());
            if (header.value() == null) {
                values.addAbsent(repetition, ABOVE_VALUE);
            } else {
                values.add(repetition, header.value());
            }
            repetition = 1;
        }
    }
}
