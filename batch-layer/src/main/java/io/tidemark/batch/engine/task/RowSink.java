package io.tidemark.batch.engine.task;

import io.tidemark.codec.ByteWriter;
import java.io.IOException;

/** Takes the folded rows of a unit on their way to those who merge them. */
@FunctionalInterface
public interface RowSink {
    /**
     * Takes a row; of a unit they come in ascending order of their keys.
     *
     * @param key as {@link io.tidemark.batch.engine.order.RowKeyLayout} has it; written anew for the next row
     * @param accumulators of all metrics, one after the other; written anew for the next row
     */
    void row(ByteWriter key, ByteWriter accumulators) throws IOException, InterruptedException;
}
