package io.tidemark.batch.archive;

import io.tidemark.batch.archive.columns.EventRow;
import io.tidemark.batch.archive.columns.RefusedRow;
import io.tidemark.batch.archive.columns.RowFileReader;
import io.tidemark.event.DecodeException;
import io.tidemark.stream.StreamDecoder;
import java.io.IOException;

/**
 * Passes on the events of one file, archived and quarantined ones merged by offset. Every decision is the stream
 * decoder's, as it would be for the record as it came: what a definition does not accept is left out here, and
 * quarantined by the speed layer. Owned by one thread.
 */
final class EventReading<E> {
    private final StreamDecoder<E> decoder;
    private final EventSink<E> sink;

    EventReading(StreamDecoder<E> decoder, EventSink<E> sink) {
        this.decoder = decoder;
        this.sink = sink;
    }

    void read(RowFileReader<EventRow<E>> events, RefusedRows refused) throws IOException {
        for (EventRow<E> row = events.next(); row != null; row = events.next()) {
            if (refused.peek() != null) {
                decodeAgain(refused, row.offset);
            }
            if (row.event != null && isAccepted(row)) {
                sink.event(row.event, decoder.eventTimeMillis(), row.partition, row.offset, row.timestampMillis);
            }
        }
        decodeAgain(refused, Long.MAX_VALUE);
    }

    private boolean isAccepted(EventRow<E> row) {
        try {
            decoder.accept(row.event, row.timestampMillis);
            return true;
        } catch (DecodeException leftOut) {
            return false;
        }
    }

    /** Passes on those quarantined records below an offset that the definition accepts by now. */
    void decodeAgain(RefusedRows refused, long below) throws IOException {
        for (RefusedRow row = refused.peek(); row != null && row.offset() < below; row = refused.advance()) {
            E event;
            try {
                int length = row.raw() == null ? -1 : row.raw().length;
                event = decoder.decode(row.raw(), 0, length, row.timestampMillis());
            } catch (DecodeException leftOut) {
                continue;
            }
            sink.event(event, decoder.eventTimeMillis(), row.partition(), row.offset(), row.timestampMillis());
        }
    }
}
