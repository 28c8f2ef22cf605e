package io.tidemark.log;

import io.tidemark.tidemark.PartitionId;

/** A reader outside any group: it reads the partitions that its owner gives it. */
public interface SoloLogReader extends LogReader {
    /** Reads a partition from now on; asks the listener where from. Does nothing if it reads it already. */
    void add(PartitionId partition);

    /** Reads a partition no more, without telling the listener. */
    void remove(PartitionId partition);
}
