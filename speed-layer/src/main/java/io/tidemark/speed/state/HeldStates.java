package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The states that a node's workers hold: one of each partition. A worker may not have heard yet that the group gave its
 * partition to another one, as after a pause longer than the session; the state that it goes on with is shut out before the
 * other's is opened from the store, so that no record is counted by both. Safe for use by many threads.
 */
public final class HeldStates {
    private final Map<PartitionId, PartitionState<?>> held = new ConcurrentHashMap<>();
    private final Map<PartitionId, Claim> claims = new ConcurrentHashMap<>();

    /** A worker's right to hold the state of a partition, until another worker is given the partition. */
    public final class Claim {
        private final PartitionId partition;
        private volatile Fault fault;

        private Claim(PartitionId partition) {
            this.partition = partition;
        }

        /** Says why the partition does not go on at present. */
        public void fails(Fault why) {
            fault = why;
        }

        public void goesOn() {
            fault = null;
        }

        /** Whether no other worker was given the partition since. */
        public boolean holds() {
            return claims.get(partition) == this;
        }

        /** Gives the partition back. */
        public void release() {
            claims.remove(partition, this);
        }
    }

    /** Begins to hold a partition, which may still be another worker's who does not know yet. */
    public Claim claim(PartitionId partition) {
        Claim claim = new Claim(partition);
        claims.put(partition, claim);
        return claim;
    }

    /** All there are at present. */
    public Collection<PartitionState<?>> all() {
        return Collections.unmodifiableCollection(held.values());
    }

    /** Partitions that are a worker's, but do not go on at present, and why. */
    public SortedMap<PartitionId, Fault> failing() {
        SortedMap<PartitionId, Fault> failing = new TreeMap<>();
        for (Claim claim : claims.values()) {
            Optional.ofNullable(claim.fault).ifPresent(fault -> failing.put(claim.partition, fault));
        }
        return failing;
    }

    /** Opens a partition's state in place of the one there may be. Until it is open, that one goes on answering. */
    synchronized <E> PartitionState<E> replace(PartitionId partition, Supplier<PartitionState<E>> opening) {
        PartitionState<?> before = held.get(partition);
        if (before != null) {
            before.shutOut();
        }
        PartitionState<E> state = opening.get();
        held.put(partition, state);
        return state;
    }

    /** Whether a worker of this node has, or is to have, a partition's state. */
    boolean isHeld(PartitionId partition) {
        return held.containsKey(partition) || claims.containsKey(partition);
    }

    /** Does something with the store that must not meet an opening of a state. */
    synchronized <R> R whileNobodyOpens(Supplier<R> step) {
        return step.get();
    }

    /** Forgets a state, unless another one is in its place. */
    void letGo(PartitionState<?> state) {
        held.remove(state.id(), state);
    }
}
