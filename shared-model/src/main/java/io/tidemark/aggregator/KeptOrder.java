package io.tidemark.aggregator;

/** Which events come first. Equal ranks are told apart by partition and offset, the lower first except for the latest. */
enum KeptOrder {
    EARLIEST(false, false),
    LATEST(true, true),
    LOWEST(false, false),
    HIGHEST(true, false);

    private final boolean highRankFirst;
    private final boolean highPositionFirst;

    KeptOrder(boolean highRankFirst, boolean highPositionFirst) {
        this.highRankFirst = highRankFirst;
        this.highPositionFirst = highPositionFirst;
    }

    boolean precedes(long rank, int partition, long offset, KeptEventsCell.Kept other) {
        int byRank = Long.compare(rank, other.rank);
        if (byRank != 0) {
            return byRank < 0 != highRankFirst;
        }
        int byPartition = Integer.compare(partition, other.partition);
        int byPosition = byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
        return byPosition != 0 && byPosition < 0 != highPositionFirst;
    }
}
