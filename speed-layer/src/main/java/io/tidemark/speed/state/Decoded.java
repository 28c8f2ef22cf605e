package io.tidemark.speed.state;

import io.tidemark.event.DecodeException;
import io.tidemark.event.head.RecordHead;
import io.tidemark.log.LogBatch;
import io.tidemark.stream.StreamDecoder;

/** What a record came to: an event, or null and the fault, or nothing if nobody wants it. Used again for the next. */
final class Decoded<E> {
    boolean isWanted;
    /** It has no value, and is no event. */
    boolean isTombstone;

    E event;
    long eventTimeMillis;
    String fault;

    void leaveOut() {
        isWanted = false;
        isTombstone = false;
        event = null;
        fault = null;
    }

    void decode(StreamDecoder<E> decoder, LogBatch batch, int index) {
        isWanted = true;
        event = null;
        fault = null;
        byte[] bytes = batch.bytes(index);
        isTombstone = bytes == null;
        if (isTombstone) {
            return;
        }
        try {
            // Nobody makes a head that nobody looks at.
            RecordHead head = decoder.readsHead() ? batch.head(index) : RecordHead.NONE;
            event = decoder.decode(bytes, batch.start(index), batch.length(index), head, batch.timestampMillis(index));
            eventTimeMillis = decoder.eventTimeMillis();
        } catch (DecodeException refused) {
            fault = refused.getMessage();
        }
    }
}
