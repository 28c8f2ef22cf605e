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
        LogClock clock = LogClock.START;
        long epoch = Long.MIN_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long stamp = i * 100L + random.nextLong(-50_000, 50_000);
            long last = clock.lastStampMillis();
            clock = clock.after(stamp);
            assertTrue(clock.millis() >= Math.min(last, stamp));
            assertTrue(interval.epochOf(clock.millis()) >= epoch);
            epoch = interval.epochOf(clock.millis());
        }
    }

    @Test
    void oneRecordDoesNotSetTheLogClock() {
        LogClock lone = LogClock.START.after(5_000);
        assertEquals(LogClock.NONE, lone.millis());
        LogClock two = lone.after(6_000);
        assertEquals(5_000, two.millis());
        LogClock future = two.after(4_000_000_000_000L);
        assertEquals(6_000, future.millis());
        assertEquals(7_000, future.after(7_000).millis());
        assertEquals(7_000, future.after(7_000).after(6_500).millis());
    }

    @Test
    void theLogClockGoesOnFromItsStateAsIfItHadNeverStopped() {
        SplittableRandom random = new SplittableRandom(8);
        LogClock whole = LogClock.START;
        LogClock resumed = LogClock.START;
        for (int i = 0; i < 1_000; i++) {
            long stamp = random.nextLong(-10_000, 10_000);
            whole = whole.after(stamp);
            resumed = new LogClock(resumed.millis(), resumed.lastStampMillis()).after(stamp);
            assertEquals(whole, resumed);
        }
    }

    @Test
    void epochsReachFromTheBeginningOfTimeToItsEnd() {
        for (long clock : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            long epoch = BatchInterval.HOURLY.epochOf(clock);
            assertTrue(BatchInterval.HOURLY.startOf(epoch) <= clock, () -> "the start of the epoch of " + clock);
            assertTrue(BatchInterval.HOURLY.lastOf(epoch) >= clock, () -> "the last of the epoch of " + clock);
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
