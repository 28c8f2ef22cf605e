package io.tidemark.batch.archive.read;

import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.event.DecodeException;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.time.LogClock;
import java.io.IOException;

/**
 * Passes on the events of one file, archived and quarantined ones merged by offset. Every decision is the stream
 * decoder's, as it would be for the record as it came: what a definition does not accept is left out here, and
 * quarantined by the speed layer. Owned by one thread.
 */
public final class EventReading<E> {
    private final StreamDecoder<E> decoder;
    private final EventSink<E> sink;

    EventReading(StreamDecoder<E> decoder, EventSink<E> sink) {
        this.decoder = decoder;
        this.sink = sink;
    }

    void read(RowFileReader<LogRow> rows, RefusedRows refused) throws IOException {
        for (LogRow row = rows.next(); row != null; row = rows.next()) {
            if (refused.peek() != null) {
                decodeAgain(refused, row.offset);
            }
            take(row);
        }
        decodeAgain(refused, Long.MAX_VALUE);
    }

    private void take(LogRow row) {
        E event;
        try {
            event = event(row);
        } catch (DecodeException leftOut) {
            sink.leftOut(row.partition, row.offset);
            return;
        }
        long came = LogClock.whenCame(row.clockMillis, row.timestampMillis);
        sink.event(event, decoder.eventTimeMillis(), row.partition, row.offset, came);
    }

    private E event(LogRow row) throws DecodeException {
        if (row.bytes != null) {
            return decoder.decode(row.bytes, row.start, row.length, row.head, row.timestampMillis);
        }
        if (row.values == null) {
            throw new DecodeException(row.fault);
        }
        return decoder.make(row.values, row.head, row.timestampMillis);
    }

    /** Passes on those quarantined records below an offset that the definition accepts by now. */
    void decodeAgain(RefusedRows refused, long below) throws IOException {
        for (RefusedRow row = refused.peek(); row != null && row.offset() < below; row = refused.advance()) {
            E event;
            try {
                int length = row.raw() == null ? -1 : row.raw().length;
                event = decoder.decode(row.raw(), 0, length, row.head(), row.timestampMillis());
            } catch (DecodeException leftOut) {
                continue;
            }
            long came = LogClock.whenCame(row.clockMillis(), row.timestampMillis());
            sink.event(event, decoder.eventTimeMillis(), row.partition(), row.offset(), came);
        }
    }
}
