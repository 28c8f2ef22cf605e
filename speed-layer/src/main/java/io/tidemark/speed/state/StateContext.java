package io.tidemark.speed.state;

import io.tidemark.tidemark.CutRule;
import io.tidemark.time.BatchInterval;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What all states of one node share. {@code lastGeneration}: the highest generation id that the store knows. */
public record StateContext(
        StateStore store, BatchInterval interval, Set<CutRule> rules, AtomicInteger lastGeneration, HeldStates states) {

    /** For a store as it is now. */
    public static StateContext of(StateStore store, BatchInterval interval, Set<CutRule> rules) {
        AtomicInteger last = new AtomicInteger();
        store.scan(StateLayout.FIRST_GENERATION, StateLayout.END_OF_GENERATIONS, (key, value) -> {
            last.set(Math.max(last.get(), StateLayout.generationOf(key)));
            return true;
        });
        return new StateContext(store, interval, rules, last, new HeldStates());
    }

    int nextGenerationId() {
        return lastGeneration.incrementAndGet();
    }
}
