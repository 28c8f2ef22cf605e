package io.tidemark.speed.state;

import io.tidemark.tidemark.PartitionId;

/** What is stored of a partition cannot be read at present: no answer can be given from it. */
public final class UnreadableStateException extends RuntimeException {
    private final PartitionId partition;
    private final long cut;

    UnreadableStateException(PartitionId partition, long cut, RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.partition = partition;
        this.cut = cut;
    }

    public PartitionId partition() {
        return partition;
    }

    /** From which offset on the question was. */
    public long cut() {
        return cut;
    }
}
