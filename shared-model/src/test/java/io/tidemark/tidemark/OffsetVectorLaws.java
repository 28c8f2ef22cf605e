package io.tidemark.tidemark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.time.LogClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetVectorLaws {
    private static final LogId ORDERS = new LogId("orders", "cluster", "id-1");

    private static PartitionId orders(int partition) {
        return new PartitionId(ORDERS, partition);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void coversIsAPartialOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            OffsetVector a = vector(random);
            OffsetVector b = vector(random);
            OffsetVector c = vector(random);
            assertTrue(a.covers(a) && a.covers(OffsetVector.ZERO));
            assertEquals(a.equals(b), a.covers(b) && b.covers(a), "antisymmetric, seed " + seed);
            if (a.covers(b) && b.covers(c)) {
                assertTrue(a.covers(c), "transitive, seed " + seed);
            }
        }
    }

    @Test
    void anAbsentPartitionStandsAtZero() {
        assertEquals(OffsetVector.ZERO, OffsetVector.of(Map.of(orders(0), 0L, orders(3), 0L)));
        assertEquals(0, OffsetVector.ZERO.at(orders(5)));
        assertFalse(OffsetVector.ZERO.covers(OffsetVector.of(Map.of(orders(5), 1L))));
    }

    @Test
    void anOffsetIsNotNegative() {
        assertEquals(
                "partition orders-2: offset -1 is negative",
                assertThrows(IllegalArgumentException.class, () -> OffsetVector.of(Map.of(orders(2), -1L)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new LogPosition(-1, LogClock.START, 0));
        assertThrows(IllegalArgumentException.class, () -> new OffsetRange(5, 4));
        assertThrows(IllegalArgumentException.class, () -> new OffsetRange(-1, 4));
    }

    @Test
    void anOffsetRangeIsHalfOpen() {
        OffsetRange range = new OffsetRange(3, 5);
        assertTrue(range.contains(3) && range.contains(4));
        assertFalse(range.contains(2) || range.contains(5) || range.isEmpty());
        assertTrue(new OffsetRange(3, 3).isEmpty());
    }

    @Test
    void aTidemarkIsAValueOfItsOwn() {
        TreeMap<PartitionId, LogPosition> positions =
                new TreeMap<>(Map.of(orders(1), new LogPosition(7, LogClock.at(1_000), 2)));
        Tidemark tidemark = new Tidemark(positions);
        positions.put(orders(0), new LogPosition(9, LogClock.at(1_000), 2));
        assertEquals(OffsetVector.of(Map.of(orders(1), 7L)), tidemark.offsets());
        assertEquals(LogPosition.ZERO, tidemark.at(orders(0)));
        assertEquals(7, tidemark.offset(orders(1)));
        assertEquals(OffsetVector.ZERO, Tidemark.START.offsets());
    }

    @Test
    void partitionsSortByTopicThenNumber() {
        PartitionId a10 = new PartitionId(new LogId("a", "cluster", "id-3"), 10);
        PartitionId a9 = new PartitionId(new LogId("a", "cluster", "id-4"), 9);
        PartitionId b0 = new PartitionId(new LogId("b", "cluster", "id-1"), 0);
        assertEquals(
                List.of(a9, a10, b0), List.of(b0, a10, a9).stream().sorted().toList());
        assertEquals("a-10", a10.toString());
    }

    @Test
    void aLogOfTheSameNameIsAnotherLog() {
        Tidemark tidemark = Tidemark.of(Map.of(orders(0), new LogPosition(7, LogClock.at(1_000), 2)));
        LogId recreated = new LogId("orders", "cluster", "id-2");
        LogId elsewhere = new LogId("orders", "cluster-2", "id-1");
        assertEquals(Optional.of(ORDERS), tidemark.namesake(recreated));
        assertEquals(Optional.of(ORDERS), tidemark.namesake(elsewhere));
        assertEquals(Optional.empty(), tidemark.namesake(new LogId("orders", "cluster", "id-1")));
        assertEquals(Optional.empty(), tidemark.namesake(new LogId("other", "cluster", "id-1")));
        assertEquals(0, tidemark.offset(new PartitionId(recreated, 0)));
    }

    private static OffsetVector vector(SplittableRandom random) {
        TreeMap<PartitionId, Long> offsets = new TreeMap<>();
        for (int partition = 0; partition < 3; partition++) {
            if (random.nextInt(4) != 0) {
                offsets.put(orders(partition), random.nextLong(0, 3));
            }
        }
        return new OffsetVector(offsets);
    }
}
