package io.tidemark.spark.rows;

import org.apache.spark.Partitioner;

/** A task for each interval, also for one into which nothing was folded: its rows of the base may change all the same. */
public final class ByInterval extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int intervals;

    public ByInterval(int intervals) {
        this.intervals = intervals;
    }

    @Override
    public int numPartitions() {
        return intervals;
    }

    @Override
    public int getPartition(Object key) {
        return ((ChunkKey) key).interval();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByInterval that && intervals == that.intervals;
    }

    @Override
    public int hashCode() {
        return intervals;
    }
}
