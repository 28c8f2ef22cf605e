package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.speed.generation.Generations;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.util.Comparator;
import java.util.List;

/** All aggregations over one partition, each at a place of its own, and where the partition's readers go on for them. */
final class Aggregations<S> {
    private final PartitionId partition;
    private final List<AggregationState<S>> all;

    Aggregations(PartitionId partition, List<AggregationState<S>> all) {
        this.partition = partition;
        this.all = List.copyOf(all);
    }

    List<AggregationState<S>> all() {
        return all;
    }

    List<Generations> generations() {
        return all.stream().map(AggregationState::generations).toList();
    }

    AggregationState<S> of(AggregationDefinition<?> definition) {
        for (AggregationState<S> aggregation : all) {
            if (aggregation.definition().name().equals(definition.name())) {
                return aggregation;
            }
        }
        throw new IllegalArgumentException("no state for " + definition.name() + " on " + partition);
    }

    /** Where the live reader goes on: as far as any primary state has come. */
    long livePosition() {
        return all.stream()
                .filter(aggregation -> !aggregation.generations().isEmpty())
                .mapToLong(a -> a.generations().furthest().position())
                .max()
                .orElse(0);
    }

    /**
     * Whether the live reader stands beyond records that a state has yet to take: where one began again or waited, a reader
     * goes on, and what it passes nobody else brings, since a replay goes no further than {@link #livePosition}.
     */
    boolean isLeftBehind(long live) {
        return live > livePosition()
                && all.stream()
                        .anyMatch(aggregation -> !aggregation.generations().isEmpty() && aggregation.isReading());
    }

    /**
     * An offset that a state stands at, as a place in the log that it was read from. Of several states the one of the oldest
     * leader epoch says it: a log that still leads to that place leads to all.
     */
    LogPosition at(long offset) {
        return all.stream()
                .flatMap(aggregation -> aggregation.generations().at(offset))
                .min(Comparator.comparingInt(
                        place -> place.leaderEpoch() < 0 ? Integer.MAX_VALUE : place.leaderEpoch()))
                .orElse(new LogPosition(offset, LogClock.START, -1));
    }

    /**
     * The lowest primary state that a live reader would leave behind and that the log can still be read from, or -1 when
     * there is none. One that needs records below {@code logStart} waits for a run, and holds up no other.
     */
    long replayFrom(long logStart) {
        long live = livePosition();
        long lowest = all.stream()
                .filter(aggregation -> !aggregation.generations().isEmpty() && aggregation.isReading())
                .mapToLong(a -> a.generations().primary().position())
                .filter(position -> position >= logStart)
                .min()
                .orElse(live);
        return lowest < live ? lowest : -1;
    }

    /** What the user's code has stopped, and why. May be asked by any thread, also while that code does not return. */
    List<Fault> stopped() {
        return all.stream().flatMap(a -> a.stopped().stream()).toList();
    }
}
