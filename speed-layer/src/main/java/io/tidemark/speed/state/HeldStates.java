package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
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

    /** Partitions that are a worker's, but whose state cannot go on, with the reason. */
    private final Map<PartitionId, Fault> failing = new ConcurrentHashMap<>();

    /** All there are at present. */
    public Collection<PartitionState<?>> all() {
        return Collections.unmodifiableCollection(held.values());
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

    /** Says why a partition does not go on at present. */
    public void fails(PartitionId partition, Fault fault) {
        failing.put(partition, fault);
    }

    public void goesOn(PartitionId partition) {
        failing.remove(partition);
    }

    /** What keeps partitions from going on. */
    public SortedMap<PartitionId, Fault> failing() {
        return new TreeMap<>(failing);
    }

    /** Forgets a state, unless another one is in its place. */
    void letGo(PartitionState<?> state) {
        held.remove(state.id(), state);
    }
}
