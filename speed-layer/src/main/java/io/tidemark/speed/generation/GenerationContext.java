package io.tidemark.speed.generation;

import io.tidemark.cut.Cut;
import io.tidemark.speed.store.StateStore;
import io.tidemark.time.BatchInterval;

/** What all generations of one node share: where they are stored, how the log is cut, and who gives out their ids. */
public record GenerationContext(StateStore store, BatchInterval interval, Cut cut, GenerationIds ids) {
    /** Over a store, which is not asked anything yet. */
    public GenerationContext(StateStore store, BatchInterval interval, Cut cut) {
        this(store, interval, cut, new GenerationIds(store));
    }
}
