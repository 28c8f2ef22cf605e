package io.tidemark.batch.archive.read;

import java.io.IOException;

/** Passes on the events of one file by the batch, quarantined ones in between by offset. Owned by one thread. */
public final class BatchReading<E> {
    private final EventReading<E> oneByOne;
    private final BatchSink<E> sink;

    /** @param oneByOne for what is quarantined */
    BatchReading(EventReading<E> oneByOne, BatchSink<E> sink) {
        this.oneByOne = oneByOne;
        this.sink = sink;
    }

    void read(EventBatch<E> batch, RefusedRows refused) throws IOException {
        while (batch.next()) {
            int from = 0;
            while (refused.peek() != null && refused.peek().offset() < batch.offset(batch.rows() - 1)) {
                int end = from;
                while (batch.offset(end) < refused.peek().offset()) {
                    end++;
                }
                sink.rows(batch, from, end);
                oneByOne.decodeAgain(refused, batch.offset(end));
                from = end;
            }
            sink.rows(batch, from, batch.rows());
        }
        oneByOne.decodeAgain(refused, Long.MAX_VALUE);
    }
}
