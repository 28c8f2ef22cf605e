package io.tidemark.batch.engine.task;

import java.io.IOException;

/** The folded rows of an interval, of all units, in ascending order of their keys as unsigned bytes. */
public interface RowSource {
    /** Goes to the next row, the first one at first. Returns whether there is one. */
    boolean next() throws IOException, InterruptedException;

    /** The row's key, for the caller to keep. */
    byte[] key() throws IOException, InterruptedException;

    /** The row's accumulators as {@link RowSink} was given them, for the caller to keep. */
    byte[] accumulators() throws IOException, InterruptedException;
}
