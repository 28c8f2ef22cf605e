package io.tidemark.speed.generation;

import io.tidemark.speed.store.StateStore;

/**
 * Gives out generation ids, each above all that the store knows. The store is asked for the first one only: it may still be
 * being opened. Safe for use by many threads.
 */
public final class GenerationIds {
    private static final int UNKNOWN = -1;

    private final StateStore store;
    private int last = UNKNOWN;

    GenerationIds(StateStore store) {
        this.store = store;
    }

    synchronized int next() {
        if (last == UNKNOWN) {
            last = highestStored();
        }
        return ++last;
    }

    private int highestStored() {
        int[] highest = {0};
        store.scan(StateLayout.FIRST_GENERATION, StateLayout.END_OF_GENERATIONS, (key, value) -> {
            highest[0] = Math.max(highest[0], StateLayout.generationOf(key));
            return true;
        });
        return highest[0];
    }
}
