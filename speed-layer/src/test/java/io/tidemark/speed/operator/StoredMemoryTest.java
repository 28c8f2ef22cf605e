package io.tidemark.speed.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteWriter;
import io.tidemark.speed.store.RocksStateStore;
import io.tidemark.speed.store.StateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator remembers outlives evictions and processes, and is forgotten when it is of no use. */
class StoredMemoryTest {
    private static final Duration LOOK_BACK = Duration.ofMillis(2_000);
    private static final byte[] PREFIX = {'O', 0, 0, 0, 7};
    private static final byte[] NEXT = {'O', 0, 0, 0, 8};
    private static final long CACHE_BYTES = 8 << 20;

    @TempDir
    Path directory;

    private final ByteWriter key = new ByteWriter();

    private record Put(String value, long clockMillis) {}

    private static StoredMemory opened(StateStore store, boolean isStored) {
        return new StoredMemory(store, PREFIX, LOOK_BACK, isStored);
    }

    private static void flush(StoredMemory memory, StateStore store, long clockMillis) {
        try (StateStore.Batch batch = store.begin()) {
            memory.write(batch, clockMillis);
            batch.commit();
        }
        memory.written();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itKnowsWhatWasPutWhereverThatIs(long seed) {
        Random random = new Random(seed);
        Map<Integer, Put> known = new HashMap<>();
        Map<Integer, Put> durable = new HashMap<>();
        RocksStateStore store = RocksStateStore.open(directory, CACHE_BYTES);
        StoredMemory memory = opened(store, false);
        long clock = 10_000;
        long durableClock = clock;
        for (int step = 0; step < 20_000; step++) {
            clock += random.nextInt(3);
            int id = random.nextInt(3_000);
            long since = clock - random.nextInt((int) LOOK_BACK.toMillis());
            Put expected = known.get(id);
            byte[] found = memory.find(key(id), since);
            if (expected == null || expected.clockMillis() < since) {
                assertNull(found, () -> "id " + id);
            } else {
                assertArrayEquals(bytes(expected.value()), found);
                assertEquals(expected.clockMillis(), memory.foundMillis());
            }
            Put put = new Put(random.nextBoolean() ? "" : "v" + random.nextInt(9), clock);
            memory.put(key(id), bytes(put.value()), clock);
            if (random.nextInt(10) == 0) {
                memory.undo();
            } else {
                memory.keep();
                known.put(id, put);
            }
            int chance = random.nextInt(3_000);
            if (chance < 30) {
                flush(memory, store, clock);
                durable = new HashMap<>(known);
                durableClock = clock;
                if (chance < 10) {
                    memory.evict();
                    assertEquals(0, memory.dirtyBytes());
                }
            } else if (chance == 30) {
                store.close();
                store = RocksStateStore.open(directory, CACHE_BYTES);
                memory = opened(store, true);
                known = new HashMap<>(durable);
                clock = durableClock;
            }
        }
        store.close();
    }

    @Test
    void whatIsStoredIsNotMuchMoreThanWhatIsOfUse() {
        try (RocksStateStore store = RocksStateStore.open(directory, CACHE_BYTES)) {
            byte[] other = {'O', 0, 0, 0, 8, 'x'};
            try (StateStore.Batch batch = store.begin()) {
                batch.put(other, other.length, new byte[Long.BYTES], Long.BYTES);
                batch.commit();
            }
            StoredMemory memory = opened(store, false);
            long most = 0;
            for (int clock = 0; clock < 40_000; clock++) {
                memory.put(key(clock), new byte[0], clock);
                memory.keep();
                if (clock % 100 == 0) {
                    flush(memory, store, clock);
                    memory.evict();
                    most = Math.max(most, entries(store));
                }
            }
            assertTrue(most <= 3 * LOOK_BACK.toMillis() + 200, most + " entries");
            assertTrue(memory.heldBytes() < 20_000, memory.heldBytes() + " bytes");
            assertTrue(memory.find(key(39_999), 39_000) != null);
            assertTrue(store.find(other) != null, "what is not its own");
        }
    }

    @Test
    void aFirstStampFromTheFutureDoesNotEndForgetting() {
        try (RocksStateStore store = RocksStateStore.open(directory, CACHE_BYTES)) {
            StoredMemory memory = opened(store, false);
            long[] clocks = {1L << 40, 0, 2_000, 4_000, 6_000, 8_000, 10_000};
            for (int id = 0; id < clocks.length; id++) {
                memory.put(key(id), new byte[0], clocks[id]);
                memory.keep();
                flush(memory, store, clocks[id]);
            }
            // The first, and what was put within three look-backs.
            assertTrue(entries(store) <= 1 + 3, entries(store) + " entries");
        }
    }

    private static long entries(StateStore store) {
        long[] count = {0};
        store.scan(PREFIX, NEXT, (k, v) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    private ByteWriter key(int id) {
        key.clear().writeRaw(bytes("id" + id));
        return key;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
