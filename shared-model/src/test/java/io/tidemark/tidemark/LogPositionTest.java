package io.tidemark.tidemark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.time.LogClock;
import org.junit.jupiter.api.Test;

class LogPositionTest {
    @Test
    void leaderEpochsOnlyGrowAlongOneHistoryOfALog() {
        assertShare(true, at(10, 1), at(20, 1));
        assertShare(true, at(10, 1), at(20, 3));
        assertShare(false, at(10, 3), at(20, 1));
    }

    @Test
    void nothingIsSaidOfOneOffsetAndOfEpochsThatAreUnknown() {
        // The place before an election is both the end of the old epoch and the beginning of the new one.
        assertShare(true, at(10, 1), at(10, 2));
        assertShare(true, at(10, -1), at(20, 3));
        assertShare(true, at(10, 3), at(20, -1));
    }

    private static void assertShare(boolean expected, LogPosition one, LogPosition other) {
        assertEquals(expected, one.mayShareHistoryWith(other));
        assertEquals(expected, other.mayShareHistoryWith(one));
    }

    private static LogPosition at(long offset, int leaderEpoch) {
        return new LogPosition(offset, LogClock.START, leaderEpoch);
    }
}
