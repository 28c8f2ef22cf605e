package io.tidemark.speed.consume;

import io.tidemark.memory.SharedBudget;
import io.tidemark.speed.state.PartitionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps what a worker's partitions hold in memory within its share: writes what would become too large a flush, and evicts
 * what gets no more records before what does, the largest first. Owned by the worker's thread.
 */
final class HeldPartials implements AutoCloseable {
    /** A flush of a partition is made as one piece, several times in memory for a moment: so much of the budget at most. */
    private static final int FLUSHES = 24;

    private static final long LEAST_FLUSH = 256 << 10;
    private static final long LARGEST_FLUSH = 32 << 20;

    private final PartitionWorker worker;
    private final Collection<OwnedPartition> owned;
    private final SharedBudget.Share share;
    /** How much of one partition may wait to be written. */
    private final long mostDirty;
    /** What all partitions held when it was last looked at. */
    private long held;

    HeldPartials(PartitionWorker worker, Collection<OwnedPartition> owned, SharedBudget.Share share) {
        this.worker = worker;
        this.owned = owned;
        this.share = share;
        this.mostDirty = Math.max(LEAST_FLUSH, Math.min(LARGEST_FLUSH, share.budget() / FLUSHES));
    }

    /** To be called every few records of a partition, and so fast when all is well. */
    void keepWhile(OwnedPartition partition, PartitionState<?> state) {
        if (state.dirtyBytes() > mostDirty) {
            state.flush();
        }
        long holds = state.heldBytes();
        held += holds - partition.heldBytes;
        partition.heldBytes = holds;
        if (share.target(held) < held) {
            keep();
        }
    }

    /** Looks at all partitions anew. */
    void keep() {
        count();
        if (share.target(held) < held) {
            // What was not measured may be less than what was reckoned with.
            worker.flush();
            count();
            evictTo(share.target(held));
        }
    }

    /** Gives memory back until no more than this is held, or all that can be is given back. */
    void evictTo(long bytes) {
        count();
        evictTo(bytes, PartitionState::evictClosed);
        evictTo(bytes, PartitionState::evict);
        share.target(held);
    }

    private interface Eviction {
        void of(PartitionState<?> state);
    }

    private void evictTo(long bytes, Eviction eviction) {
        if (held <= bytes) {
            return;
        }
        List<OwnedPartition> largest = new ArrayList<>(owned);
        largest.sort(Comparator.comparingLong((OwnedPartition partition) -> partition.heldBytes)
                .reversed());
        for (OwnedPartition partition : largest) {
            if (held > bytes && !partition.isFailing()) {
                worker.guarded(partition, () -> partition.state().ifPresent(eviction::of));
                count(partition);
            }
        }
    }

    private void count() {
        held = 0;
        for (OwnedPartition partition : owned) {
            partition.heldBytes = 0;
            count(partition);
        }
    }

    private void count(OwnedPartition partition) {
        long holds = partition.state().map(PartitionState::heldBytes).orElse(0L);
        held += holds - partition.heldBytes;
        partition.heldBytes = holds;
    }

    @Override
    public void close() {
        share.close();
    }
}
