package io.tidemark.batch.archive.read;

import io.tidemark.columns.read.ColumnFileReader;
import io.tidemark.columns.read.RowKeys;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.stream.StreamDecoder;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Some rows of an archive file, numbered from 0, of which events are made only when they are asked for. The same object
 * each time, with other rows. Rows are to be asked about in order. Owned by one thread.
 */
public final class EventBatch<E> {
    private final ColumnFileReader columns;
    private final StreamDecoder<E> decoder;
    private final boolean timestamps;
    private final int partition;
    private E event;
    private int rowOfEvent = -1;

    EventBatch(ColumnFileReader columns, StreamDecoder<E> decoder, boolean timestamps, int partition) {
        this.columns = columns;
        this.decoder = decoder;
        this.timestamps = timestamps;
        this.partition = partition;
    }

    boolean next() throws IOException {
        rowOfEvent = -1;
        return columns.next();
    }

    int rows() {
        return columns.rows();
    }

    public int partition() {
        return partition;
    }

    public long offset(int row) {
        return columns.offset(row);
    }

    /** Equal as long as {@link #keys} mean the same. */
    public int rowGroup() {
        return columns.rowGroup();
    }

    /** Keys for the values of some components in all rows; empty if there are none, and every row must be asked itself. */
    public Optional<RowKeys> keys(Set<String> components) {
        return columns.keys(components);
    }

    /** Whether a row is an event that its stream accepts; {@link #eventTimeMillis} then tells its time. */
    public boolean isAccepted(int row) {
        if (!columns.isWithin(row) || (!columns.hasAllValues() && event(row) == null)) {
            return false;
        }
        long timestampMillis = timestamps ? columns.timestampMillis(row) : 0;
        try {
            if (!columns.hasTime()) {
                E timed = event(row);
                if (timed == null) {
                    return false;
                }
                decoder.accept(timed, timestampMillis);
            } else if (columns.isTimePresent(row)) {
                decoder.acceptTime(columns.timeMillis(row), timestampMillis);
            } else {
                return false;
            }
            return true;
        } catch (DecodeException leftOut) {
            return false;
        }
    }

    /** The time of the row that was last accepted. */
    public long eventTimeMillis() {
        return decoder.eventTimeMillis();
    }

    /**
     * The event of a row, with the components that were asked for; null if the row's values make none. The same row may be
     * asked for again.
     */
    public E event(int row) {
        if (row != rowOfEvent) {
            rowOfEvent = row;
            ComponentValues values = columns.values(row);
            try {
                event = values == null ? null : decoder.create(values);
            } catch (DecodeException leftOut) {
                event = null;
            }
        }
        return event;
    }
}
