package io.tidemark.speed.state;

import io.tidemark.tidemark.CutRule;
import io.tidemark.time.BatchInterval;
import java.util.Set;

/** What all states of one node share. */
public record StateContext(
        StateStore store, BatchInterval interval, Set<CutRule> rules, GenerationIds generations, HeldStates states) {

    /** Over a store, which is not asked anything yet. */
    public static StateContext of(StateStore store, BatchInterval interval, Set<CutRule> rules) {
        return new StateContext(store, interval, rules, new GenerationIds(store), new HeldStates());
    }

    int nextGenerationId() {
        return generations.next();
    }
}
