package io.tidemark.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapMemoryTest {
    private static final long LOOK_BACK = 1000;

    private final HeapMemory memory = new HeapMemory(Duration.ofMillis(LOOK_BACK));
    private final ByteWriter key = new ByteWriter();

    private record Put(String value, long clock) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itKnowsWhatWasPutLastUnlessThatWasUndone(long seed) {
        Random random = new Random(seed);
        int ids = 1 << (4 + 3 * seed);
        Map<Integer, Put> known = new HashMap<>();
        Map<Integer, Put> changed = new HashMap<>();
        long clock = 5_000;
        for (int record = 0; record < 20_000; record++) {
            clock += random.nextInt(3);
            Map<Integer, Put> puts = new HashMap<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int id = random.nextInt(ids);
                puts.put(id, new Put("v" + random.nextInt(10), clock));
                memory.put(key(id), puts.get(id).value().getBytes(), clock);
                assertArrayEquals(puts.get(id).value().getBytes(), memory.find(key(id), clock));
            }
            if (random.nextInt(4) == 0) {
                memory.undo();
            } else {
                memory.keep();
                known.putAll(puts);
                changed.putAll(puts);
            }
            int asked = random.nextInt(ids);
            long since = clock - random.nextInt((int) LOOK_BACK);
            Put expected = known.get(asked);
            byte[] found = memory.find(key(asked), since);
            if (expected == null || expected.clock() < since) {
                assertNull(found);
            } else {
                assertArrayEquals(expected.value().getBytes(), found);
            }
            if (random.nextInt(1000) == 0) {
                Map<String, Put> told = new TreeMap<>();
                memory.forEachChanged((id, value, at) -> told.put(new String(id), new Put(new String(value), at)));
                assertEquals(ofUse(changed, clock), told);
                memory.clearChanged();
                assertEquals(0, memory.changedBytes());
                changed.clear();
            }
        }
        Map<String, Put> all = new TreeMap<>();
        memory.forEach((id, value, at) -> all.put(new String(id), new Put(new String(value), at)));
        assertEquals(ofUse(known, clock), all);
    }

    private static Map<String, Put> ofUse(Map<Integer, Put> puts, long clock) {
        Map<String, Put> ofUse = new TreeMap<>();
        puts.forEach((id, put) -> {
            if (put.clock() >= clock - LOOK_BACK) {
                ofUse.put("id" + id, put);
            }
        });
        return ofUse;
    }

    @Test
    void whatIsOfNoUseTakesNoMoreAndMoreMemory() {
        long most = 0;
        for (int i = 0; i < 200_000; i++) {
            memory.put(key(i), new byte[5], i);
            memory.keep();
            most = Math.max(most, memory.heldBytes());
        }
        assertTrue(memory.entries() <= 4 * LOOK_BACK, () -> memory.entries() + " entries");
        assertTrue(most < 500_000, most + " bytes");
        memory.clear();
        assertNull(memory.find(key(199_999), 0));
        assertTrue(memory.heldBytes() < 2_000, memory.heldBytes() + " bytes");
    }

    /** What a memory goes on from is read by key: the log was as far as the last entry from the first one on. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsRestoredInAnyOrderIsNoChangeAndNothingOfItIsForgotten(long seed) {
        Random random = new Random(seed);
        Map<Integer, Put> known = new HashMap<>();
        for (int id = 0; id < 500; id++) {
            // The very first record may be stamped ahead of all others.
            long clock = id == 250 ? 1_000_000 : 5_000 + random.nextInt((int) LOOK_BACK);
            known.put(id, new Put("v" + id, clock));
            memory.restore(key(id).toBytes(), ("v" + id).getBytes(), clock);
            memory.keep();
        }
        memory.restore(key(7).toBytes(), "again".getBytes(), 5_999);
        known.put(7, new Put("again", 5_999));
        Map<String, Put> all = new TreeMap<>();
        memory.forEach((id, value, at) -> all.put(new String(id), new Put(new String(value), at)));
        assertEquals(ofUse(known, 5_999), all);
        memory.forEachChanged((id, value, at) -> {
            throw new AssertionError("nothing was put");
        });
        memory.put(key(8), "put".getBytes(), 6_000);
        memory.keep();
        memory.forEachChanged((id, value, at) -> assertEquals("id8", new String(id)));
        assertEquals(500, memory.entries());
    }

    private ByteWriter key(int id) {
        key.clear().writeRaw(("id" + id).getBytes());
        return key;
    }
}
