package io.tidemark.speed.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every form of a {@link StateStore} keeps. */
abstract class StateStoreContract {
    @TempDir
    Path directory;

    private StateStore store;

    abstract StateStore open();

    @BeforeEach
    void begin() {
        store = open();
    }

    @AfterEach
    void end() {
        store.close();
    }

    @Test
    void aRangeTakesNoMoreThanTheWholeOfIt() {
        try (StateStore.Batch batch = store.begin()) {
            for (int i = 1; i < 100; i++) {
                batch.put(key(i), 1, new byte[100], 100);
            }
            batch.commit();
        }
        assertTrue(store.bytes(key(0), key(50)) <= store.bytes(key(0), key(100)));
        assertEquals(0, store.bytes(key(100), key(120)));
    }

    @Test
    void nothingOfABatchShowsBeforeItIsCommitted() {
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key(1), 1, key(7), 1);
            assertNull(store.find(key(1)));
            batch.commit();
        }
        assertArrayEquals(key(7), store.find(key(1)));
        try (StateStore.Batch givenUp = store.begin()) {
            givenUp.put(key(2), 1, key(7), 1);
        }
        assertNull(store.find(key(2)));
    }

    @Test
    void whatIsHandedOverIsCopied() {
        byte[] key = {1, 9};
        byte[] value = {2, 9};
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key, 1, value, 1);
            key[0] = 5;
            value[0] = 5;
            batch.commit();
        }
        assertArrayEquals(new byte[] {2}, store.find(new byte[] {1}));
    }

    @Test
    void aBatchTakesEffectInItsOrder() {
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key(1), 1, key(7), 1);
            batch.deleteRange(key(0), key(9));
            batch.put(key(2), 1, key(7), 1);
            batch.commit();
        }
        assertEquals(List.of(2), keys(0, 256));
    }

    @Test
    void aScanGoesInUnsignedByteOrderUntilTheVisitorHasEnough() {
        for (int key : new int[] {200, 3, 127, 128, 255}) {
            put(key);
        }
        assertEquals(List.of(3, 127, 128, 200, 255), keys(0, 256));
        assertEquals(List.of(127, 128), keys(127, 200), "half open");
        List<Integer> two = new ArrayList<>();
        store.scan(key(0), new byte[] {(byte) 255, 1}, (key, value) -> {
            two.add(key[0] & 0xFF);
            return two.size() < 2;
        });
        assertEquals(List.of(3, 127), two);
    }

    @Test
    void aCursorSeesWhatWasThereWhenItWasOpened() {
        for (int key : new int[] {3, 127, 128, 255}) {
            put(key);
        }
        try (StateStore.Cursor cursor = store.cursor(key(100), key(255))) {
            put(130);
            try (StateStore.Batch batch = store.begin()) {
                batch.deleteRange(key(0), key(200));
                batch.commit();
            }
            assertTrue(cursor.next());
            assertEquals(127, cursor.key()[0] & 0xFF);
            assertEquals(1, cursor.keyLength());
            assertEquals(127, cursor.value()[0] & 0xFF);
            assertEquals(1, cursor.valueLength());
            assertTrue(cursor.next());
            assertEquals(128, cursor.key()[0] & 0xFF);
            assertFalse(cursor.next());
            cursor.seek(key(128));
            assertTrue(cursor.next());
            assertEquals(128, cursor.key()[0] & 0xFF);
            cursor.seek(key(129));
            assertFalse(cursor.next());
            assertFalse(cursor.next());
        }
        assertEquals(List.of(255), keys(0, 256));
    }

    @Test
    void whatIsLongIsReadWhole() {
        byte[] key = new byte[5_000];
        byte[] value = new byte[70_000];
        Arrays.fill(value, (byte) 7);
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key, key.length, value, value.length);
            batch.commit();
        }
        try (StateStore.Cursor cursor = store.cursor(new byte[0], key(1))) {
            assertTrue(cursor.next());
            assertArrayEquals(key, Arrays.copyOf(cursor.key(), cursor.keyLength()));
            assertArrayEquals(value, Arrays.copyOf(cursor.value(), cursor.valueLength()));
        }
    }

    @Test
    void itIsTheMapThatItSeemsToBe() {
        SplittableRandom random = new SplittableRandom(1);
        TreeMap<Integer, Integer> plain = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            try (StateStore.Batch batch = store.begin()) {
                for (int change = random.nextInt(4); change > 0; change--) {
                    int key = random.nextInt(256);
                    if (random.nextInt(4) == 0) {
                        int end = Math.min(255, key + random.nextInt(40));
                        batch.deleteRange(key(key), key(end));
                        plain.subMap(key, Math.max(key, end)).clear();
                    } else {
                        batch.put(key(key), 1, key(i), 1);
                        plain.put(key, i & 0xFF);
                    }
                }
                batch.commit();
            }
            assertEquals(List.copyOf(plain.keySet()), keys(0, 256));
        }
    }

    @Test
    void oneThatDidNotFailHasNothingToMend() {
        put(1);
        store.mend();
        store.rest();
        assertEquals(List.of(1), keys(0, 256));
        assertEquals(0, store.upsets());
    }

    private void put(int key) {
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key(key), 1, key(key), 1);
            batch.commit();
        }
    }

    private List<Integer> keys(int first, int end) {
        List<Integer> keys = new ArrayList<>();
        byte[] upper = end == 256 ? new byte[] {(byte) 255, 1} : key(end);
        store.scan(key(first), upper, (key, value) -> {
            keys.add(key[0] & 0xFF);
            return true;
        });
        return keys;
    }

    private static byte[] key(int value) {
        byte[] key = new byte[1];
        Arrays.fill(key, (byte) value);
        return key;
    }
}
