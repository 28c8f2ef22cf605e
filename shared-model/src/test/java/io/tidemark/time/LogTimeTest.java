package io.tidemark.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogTimeTest {
    @Test
    void theLogClockNeverGoesBackSoNeitherDoTheEpochs() {
        SplittableRandom random = new SplittableRandom(7);
        BatchInterval interval = BatchInterval.of(Duration.ofSeconds(10));
        long clock = LogClock.NONE;
        long epoch = Long.MIN_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long stamp = i * 100L + random.nextLong(-50_000, 50_000);
            clock = LogClock.advance(clock, stamp);
            assertTrue(clock >= stamp);
            assertTrue(interval.epochOf(clock) >= epoch);
            epoch = interval.epochOf(clock);
        }
    }

    @Test
    void epochsAreHalfOpenAndGoOnBelowZero() {
        assertEquals(0, BatchInterval.HOURLY.epochOf(0));
        assertEquals(0, BatchInterval.HOURLY.epochOf(3_599_999));
        assertEquals(1, BatchInterval.HOURLY.epochOf(3_600_000));
        assertEquals(-1, BatchInterval.HOURLY.epochOf(-1));
        assertEquals(-3_600_000, BatchInterval.HOURLY.startOf(-1));
    }

    @Test
    void aBatchIntervalIsPositive() {
        assertEquals(
                "a batch interval of 0 ms is not positive",
                assertThrows(IllegalArgumentException.class, () -> new BatchInterval(0))
                        .getMessage());
    }

    @Test
    void aTimeRangeIsHalfOpen() {
        TimeRange range = new TimeRange(10, 20);
        assertTrue(range.contains(10) && range.contains(19));
        assertFalse(range.contains(9) || range.contains(20));
        assertTrue(range.overlaps(19, 30) && range.overlaps(0, 11));
        assertFalse(range.overlaps(20, 30) || range.overlaps(0, 10));
        assertTrue(TimeRange.ALL.isAll() && TimeRange.ALL.contains(0));
        assertThrows(IllegalArgumentException.class, () -> new TimeRange(20, 10));
    }
}
