package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The states that a node's workers hold: one of each partition. A worker may not have heard yet that the group gave its
 * partition to another one, as after a pause longer than the session; the state that it goes on with is shut out before the
 * other's is opened from the store, so that no record is counted by both. The state of a partition that moves to another
 * node rests: it is written no more, and goes on answering as of where it stopped until the other node is as far. Safe for use
 * by many threads.
 */
public final class HeldStates {
    private final Map<PartitionId, PartitionState<?>> held = new ConcurrentHashMap<>();
    private final Map<PartitionId, Claim> claims = new ConcurrentHashMap<>();
    /** Those of {@link #held} that no worker writes any more: their partitions are others' by now, or will be. */
    private final Map<PartitionId, PartitionState<?>> resting = new ConcurrentHashMap<>();

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

        /** Gives the partition back; what still answers for it, as one in whose place none could be opened, rests. */
        public void release() {
            synchronized (HeldStates.this) {
                PartitionState<?> left = held.get(partition);
                if (claims.remove(partition, this) && left != null) {
                    rest(left);
                }
            }
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

    /** Those that a worker reads on with. */
    public List<PartitionState<?>> written() {
        return held.values().stream()
                .filter(state -> !isResting(state))
                .<PartitionState<?>>map(state -> state)
                .toList();
    }

    /** Those that nobody writes any more. */
    public Collection<PartitionState<?>> resting() {
        return List.copyOf(resting.values());
    }

    private boolean isResting(PartitionState<?> state) {
        return resting.get(state.id()) == state;
    }

    /** From now on a state answers and is written no more, unless another one is in its place. */
    synchronized void rest(PartitionState<?> state) {
        if (held.get(state.id()) == state) {
            resting.put(state.id(), state);
        }
    }

    /** A state that rests answers no more; nothing happens to one that was taken back. */
    public synchronized void handedOver(PartitionState<?> state) {
        if (resting.remove(state.id(), state)) {
            held.remove(state.id(), state);
        }
    }

    /** The state that rests of a partition that comes back; empty if there is none that can be gone on with as it is. */
    public synchronized Optional<PartitionState<?>> takeBack(PartitionId partition) {
        PartitionState<?> state = resting.remove(partition);
        return state != null && state.isWhole() ? Optional.of(state) : Optional.empty();
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
        try {
            PartitionState<E> state = opening.get();
            held.put(partition, state);
            resting.remove(partition);
            return state;
        } catch (Throwable e) {
            if (before != null) {
                // Shut out, it could not be written down, and so not be scanned.
                before.letIn();
            }
            throw e;
        }
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
    synchronized void letGo(PartitionState<?> state) {
        resting.remove(state.id(), state);
        held.remove(state.id(), state);
    }
}
