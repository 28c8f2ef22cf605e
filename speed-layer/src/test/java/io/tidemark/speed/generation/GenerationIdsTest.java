package io.tidemark.speed.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.speed.store.StateStore;
import org.junit.jupiter.api.Test;

class GenerationIdsTest {
    @Test
    void generationsAreNumberedOnFromWhatTheStoreKnows() {
        StateStore store = new InMemoryStateStore();
        byte[] key = StateLayout.generation(41);
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key, key.length, new byte[1], 1);
            batch.commit();
        }
        GenerationIds ids = new GenerationIds(store);

        assertEquals(42, ids.next());
        assertEquals(43, ids.next());
        assertEquals(1, new GenerationIds(new InMemoryStateStore()).next());
    }
}
