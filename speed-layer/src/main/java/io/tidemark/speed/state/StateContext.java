package io.tidemark.speed.state;

import io.tidemark.cut.Cut;
import io.tidemark.manifest.ViewId;
import io.tidemark.memory.SharedBudget;
import io.tidemark.speed.generation.GenerationContext;
import io.tidemark.speed.generation.StoredGenerations;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.LogId;
import io.tidemark.time.BatchInterval;
import io.tidemark.usercode.CodeWatch;
import java.time.Clock;
import java.util.function.Predicate;

/**
 * What all states of one node share.
 *
 * @param partials the memory for partials, shared by the node's workers
 * @param keptVersions which other versions of the node's aggregations somebody still answers: when a partition is opened,
 *     the states of those are left as they are, and those of all others are deleted
 * @param ended which logs are read no more, so that others may be in their place
 */
public record StateContext(
        GenerationContext generations,
        HeldStates states,
        CodeWatch watch,
        SharedBudget partials,
        Predicate<ViewId> keptVersions,
        Predicate<LogId> ended) {

    /** Over a store, which is not asked anything yet. */
    public static StateContext of(StateStore store, BatchInterval interval, Cut cut) {
        return of(store, interval, cut, new CodeWatch(Clock.systemUTC()));
    }

    /** The same, with somebody who looks whether the user's code returns. */
    public static StateContext of(StateStore store, BatchInterval interval, Cut cut, CodeWatch watch) {
        return new StateContext(
                new GenerationContext(store, interval, cut),
                new HeldStates(),
                watch,
                SharedBudget.unbounded(),
                version -> false,
                log -> false);
    }

    /** The same, keeping the states of other versions. */
    public StateContext keeping(Predicate<ViewId> versions) {
        return new StateContext(generations, states, watch, partials, versions, ended);
    }

    /** The same, dropping the states of logs that are read no more. */
    public StateContext without(Predicate<LogId> logs) {
        return new StateContext(generations, states, watch, partials, keptVersions, logs);
    }

    /** The same, with a bound to the memory that partials take. */
    public StateContext within(SharedBudget budget) {
        return new StateContext(generations, states, watch, budget, keptVersions, ended);
    }

    public StateStore store() {
        return generations.store();
    }

    StoredGenerations stored() {
        return new StoredGenerations(store(), keptVersions, ended);
    }
}
