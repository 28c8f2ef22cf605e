package io.tidemark.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainCutTest {
    private final List<File> chain = new ArrayList<>();

    private record File(OffsetRange offsets, LogPosition end, long epochStartMillis, Closing closing)
            implements Stretch {}

    /** A file of ten offsets after the last one. */
    private void file(long epoch, Closing closing) {
        long first = chain.size() * 10L;
        chain.add(new File(
                new OffsetRange(first, first + 10),
                new LogPosition(first + 10, LogClock.at(epoch), 0),
                epoch,
                closing));
    }

    private static LogPosition at(long offset) {
        return new LogPosition(offset, LogClock.at(0), 0);
    }

    private long epochsEnd(long from) {
        return ChainCut.atAnEpochsEnd(chain, at(from), gap -> false, Cut.PROVEN)
                .position()
                .offset();
    }

    private ChainCut<File> chainsEnd(long from) {
        return ChainCut.atTheChainsEnd(chain, at(from), gap -> false, Cut.PROVEN);
    }

    @Test
    void theTidemarkGoesToTheEndOfTheLastWholeEpoch() {
        file(0, Closing.SIZE);
        file(0, Closing.EPOCH);
        file(1, Closing.IDLE);
        file(2, Closing.SIZE);
        assertEquals(30, epochsEnd(0));
        assertEquals(30, epochsEnd(30));
        assertEquals(40, chainsEnd(30).position().offset());
    }

    @Test
    void anEpochThatEndedAtAFilesSizeIsSeenByTheNextFile() {
        file(0, Closing.SIZE);
        assertEquals(0, epochsEnd(0));
        file(1, Closing.SIZE);
        assertEquals(10, epochsEnd(0));
    }

    @Test
    void aFileThatEndedByAgeIsACutThoughItsEpochGoesOn() {
        file(0, Closing.AGE);
        file(0, Closing.SIZE);
        assertEquals(10, epochsEnd(0));
    }

    @Test
    void theTidemarkNeverGoesBack() {
        file(0, Closing.EPOCH);
        assertEquals(25, epochsEnd(25));
        assertEquals(25, chainsEnd(25).position().offset());
    }

    @Test
    void aGapStopsTheTidemarkUntilSomebodyAcceptsIt() {
        file(0, Closing.EPOCH);
        file(0, Closing.GAP);
        file(1, Closing.EPOCH);
        File gap = chain.get(1);

        ChainCut<File> stopped = chainsEnd(0);
        assertEquals(10, stopped.position().offset());
        assertEquals(gap, stopped.stoppedAt().orElseThrow());
        assertEquals(List.of(), stopped.passed());

        ChainCut<File> passed = ChainCut.atAnEpochsEnd(chain, at(0), gap::equals, Cut.PROVEN);
        assertEquals(30, passed.position().offset());
        assertEquals(List.of(gap), passed.passed());
        assertTrue(passed.stoppedAt().isEmpty());
        assertEquals(
                List.of(),
                ChainCut.atAnEpochsEnd(chain, at(20), gap::equals, Cut.PROVEN).passed());
    }
}
