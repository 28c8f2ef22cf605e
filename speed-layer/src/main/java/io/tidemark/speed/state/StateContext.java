package io.tidemark.speed.state;

import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.CutRule;
import io.tidemark.time.BatchInterval;
import io.tidemark.usercode.CodeWatch;
import java.time.Clock;
import java.util.Set;

/** What all states of one node share. */
public record StateContext(
        StateStore store,
        BatchInterval interval,
        Set<CutRule> rules,
        GenerationIds generations,
        HeldStates states,
        CodeWatch watch) {

    /** Over a store, which is not asked anything yet. */
    public static StateContext of(StateStore store, BatchInterval interval, Set<CutRule> rules) {
        return of(store, interval, rules, new CodeWatch(Clock.systemUTC()));
    }

    /** The same, with somebody who looks whether the user's code returns. */
    public static StateContext of(StateStore store, BatchInterval interval, Set<CutRule> rules, CodeWatch watch) {
        return new StateContext(store, interval, rules, new GenerationIds(store), new HeldStates(), watch);
    }

    int nextGenerationId() {
        return generations.next();
    }
}
