package io.tidemark.speed.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.fault.Fault;
import org.junit.jupiter.api.Test;

class LastingStateStoreTest {
    private static final byte[] KEY = {'k'};
    private static final byte[] OTHER = {'o'};
    private static final byte[] VALUE = {1, 2};

    private final FlakyDisk disk = new FlakyDisk();
    private final LastingStateStore store = disk.store();

    @Test
    void afterAWriteThatFailedNothingIsWrittenUntilItIsMended() {
        put(KEY);
        disk.fill();
        assertThrows(StateStoreException.class, () -> put(OTHER));
        disk.free();

        StateStoreException fault = assertThrows(StateStoreException.class, () -> put(OTHER));
        assertEquals(
                "TM-SPEED-003 state directory in memory: cannot write, it fails; mend it",
                fault.fault().toString());
        assertArrayEquals(VALUE, store.find(KEY), "what can be read is read");

        store.mend();
        put(OTHER);
        assertArrayEquals(VALUE, store.find(OTHER));
        assertEquals(0, store.upsets());
    }

    @Test
    void whileTheDiskIsFullItIsNotClosed() {
        put(KEY);
        disk.fill();
        assertThrows(StateStoreException.class, () -> put(OTHER));

        assertThrows(StateStoreException.class, store::mend);

        assertArrayEquals(VALUE, store.find(KEY));
    }

    @Test
    void whatTheDiskLostIsNoticedWhenItIsOpenedAnew() {
        put(KEY);
        put(OTHER);
        disk.failAfter(0);
        assertThrows(StateStoreException.class, () -> put(KEY));
        disk.lose(2);

        store.mend();

        assertEquals(1, store.upsets());
        assertNull(store.find(OTHER));
    }

    @Test
    void aRefusedWriteThatIsThereAllTheSameIsNoticedToo() {
        put(KEY);
        disk.failAfter(0);
        assertThrows(StateStoreException.class, () -> put(OTHER));
        assertNull(store.find(OTHER));

        store.mend();

        assertArrayEquals(VALUE, store.find(OTHER));
        assertEquals(1, store.upsets());
    }

    @Test
    void aBatchBegunBeforeItWasOpenedAnewIsNotWritten() {
        StateStore.Batch batch = store.begin();
        batch.put(KEY, 1, VALUE, VALUE.length);
        disk.failAfter(0);
        assertThrows(StateStoreException.class, () -> put(OTHER));
        store.mend();

        assertThrows(StateStoreException.class, batch::commit);

        assertNull(store.find(KEY));
        put(KEY);
        assertArrayEquals(VALUE, store.find(KEY), "others are");
    }

    @Test
    void oneThatCannotBeOpenedAtFirstIsOpenedWhenItCan() {
        boolean[] isThere = {false};
        LastingStateStore late = new LastingStateStore(
                () -> {
                    if (!isThere[0]) {
                        throw new StateStoreException(new Fault("TM-SPEED-003", "disk", "full", "free it"), null);
                    }
                    return new OneLife();
                },
                () -> {});
        assertThrows(StateStoreException.class, () -> late.find(KEY));
        assertThrows(StateStoreException.class, late::begin);

        isThere[0] = true;
        late.mend();

        assertNull(late.find(KEY));
    }

    @Test
    void onceItIsClosedItIsNotOpenedAnew() {
        store.close();

        assertThrows(StateStoreException.class, () -> store.find(KEY));
        assertThrows(StateStoreException.class, store::mend);
        assertThrows(StateStoreException.class, () -> put(KEY));
    }

    private void put(byte[] key) {
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key, key.length, VALUE, VALUE.length);
            batch.commit();
        }
    }

    /** An empty store. */
    private static final class OneLife implements NumberedStateStore {
        private final InMemoryStateStore entries = new InMemoryStateStore();

        @Override
        public long newest() {
            return 0;
        }

        @Override
        public Batch begin() {
            return entries.begin();
        }

        @Override
        public byte[] find(byte[] key) {
            return entries.find(key);
        }

        @Override
        public Cursor cursor(byte[] first, byte[] end) {
            return entries.cursor(first, end);
        }

        @Override
        public void close() {
            entries.close();
        }
    }
}
