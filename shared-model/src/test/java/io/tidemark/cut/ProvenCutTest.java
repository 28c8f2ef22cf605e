package io.tidemark.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.LogClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProvenCutTest {
    private final Cut cut = Cut.PROVEN;

    private record Piece(long firstRecord, long lastRecord) implements Extent {}

    @Test
    void stateWithAHoleBeforeABatchTakesNothingOfIt() {
        assertTrue(cut.feeds(10, 10) && cut.feeds(11, 10));
        assertFalse(cut.feeds(9, 10));
    }

    @Test
    void nobodyReadsOnAcrossWhatIsGone() {
        assertEquals(OptionalLong.of(10), cut.readsOnFrom(10, 10));
        assertEquals(OptionalLong.empty(), cut.readsOnFrom(9, 10));
    }

    @Test
    void aCutEqualsABoundaryWhenNoRecordLiesBetweenTheTwo() {
        List<Piece> pieces = List.of(new Piece(2, 4), new Piece(7, 7));
        OffsetRange held = new OffsetRange(1, 12);
        int[] expected = {-1, 0, 0, -1, -1, 1, 1, 1, 2, 2, 2, 2, 2, -1};
        for (int offset = 0; offset < expected.length; offset++) {
            assertEquals(expected[offset], cut.boundary(pieces, held, offset), "the cut at " + offset);
        }
        assertEquals(0, cut.boundary(List.of(), held, 5));
    }

    @Test
    void onlyWhatIsContiguousFromTheCutOnIsAnswered() {
        assertTrue(cut.answersFrom(0) && cut.answersFrom(3));
        assertFalse(cut.answersFrom(-1));
    }

    @Test
    void whatIsLeasedIsNotDropped() {
        assertEquals(10, cut.dropsBelow(10, List.of()));
        assertEquals(4, cut.dropsBelow(10, List.of(7L, 4L, 12L)));
    }

    @Test
    void anOlderStateGoesWhenTheOtherHasCaughtUpAndAnswersEverybody() {
        OffsetRange older = new OffsetRange(0, 20);
        assertTrue(cut.replaces(new OffsetRange(10, 20), older, true));
        assertFalse(cut.replaces(new OffsetRange(10, 19), older, true));
        assertFalse(cut.replaces(new OffsetRange(10, 20), older, false));
    }

    @Test
    void aDefinitionAnswersForItselfAlone() {
        assertTrue(cut.answersFor("f", "f"));
        assertFalse(cut.answersFor("f", "g"));
    }

    @Test
    void onlyWhatItWasMadeFromMayBeReplaced() {
        assertTrue(cut.mayPublish(Optional.empty(), Optional.empty()));
        assertTrue(cut.mayPublish(Optional.of("a"), Optional.of("a")));
        assertFalse(cut.mayPublish(Optional.of("a"), Optional.of("b")));
        assertFalse(cut.mayPublish(Optional.empty(), Optional.of("a")));
        assertFalse(cut.mayPublish(Optional.of("a"), Optional.empty()));
    }

    @Test
    void aRecomputeReadsLeftOfTheTidemark() {
        assertEquals(new OffsetRange(0, 7), cut.recomputes(new LogPosition(7, LogClock.at(5), 0)));
    }

    @Test
    void anAnswerNeitherGoesBackNorComesToMiss() {
        assertTrue(cut.mayFollow(new Standing(5, false), new Standing(5, false)));
        assertFalse(cut.mayFollow(new Standing(5, false), new Standing(4, false)));
        assertFalse(cut.mayFollow(new Standing(5, false), new Standing(9, true)));
        assertTrue(cut.mayFollow(new Standing(5, true), new Standing(9, true)));
    }

    @Test
    void whatAStateHasOfABatchItDoesNotTakeAgain() {
        assertEquals(7, cut.takesFrom(7, 4));
        assertEquals(4, cut.takesFrom(4, 4));
    }

    @Test
    void aFileBeginsWhereItsChainEnds() {
        assertTrue(cut.continuesChain(7, 7));
        assertFalse(cut.continuesChain(8, 7));
        assertFalse(cut.continuesChain(6, 7));
    }

    @Test
    void alongOneHistoryLeaderEpochsOnlyGrow() {
        assertTrue(cut.isOneHistory(1, 1, 1) && cut.isOneHistory(1, 2, 3));
        assertFalse(cut.isOneHistory(1, 0, 1));
        assertFalse(cut.isOneHistory(1, 2, 1));
        assertTrue(cut.isOneHistory(3, -1, 1), "nothing is known of the place");
        assertTrue(cut.isOneHistory(-1, 0, -1), "nor of those around it");
    }

    @Test
    void anExpiredTileIsNotAnsweredFromWhatIsLeftOfIt() {
        assertEquals(40, cut.answersFromMillis(40));
        assertEquals(Long.MIN_VALUE, cut.answersFromMillis(Long.MIN_VALUE));
    }

    @Test
    void whatGivesNoRowsIsPassed() {
        assertEquals(9, cut.standsAfter(4, 9));
    }

    @Test
    void aClockAheadOfTheWallClockEndsNoEpoch() {
        assertTrue(cut.endsEpoch(10, 20, 25, 30));
        assertFalse(cut.endsEpoch(10, 10, 15, 30));
        assertFalse(cut.endsEpoch(10, 20, 31, 30));
        assertTrue(cut.believes(30, 30));
        assertFalse(cut.believes(31, 30));
        assertTrue(cut.endsByAge(30, 30));
        assertFalse(cut.endsByAge(29, 30));
    }

    @Test
    void nothingExpiresOrIsSettledByAStampFromTheFuture() {
        assertEquals(20, cut.expiryClockMillis(20, 30));
        assertEquals(30, cut.expiryClockMillis(5_000, 30));
        assertEquals(20, cut.settledUntilMillis(List.of(20L, 5_000L), 30));
        assertEquals(30, cut.settledUntilMillis(List.of(5_000L, 5_000L), 30));
    }

    @Test
    void aPartitionIsQuietThatWasWhollyRead() {
        assertEquals(30, cut.quietUntilMillis(20, 7, 7, 30));
        assertEquals(20, cut.quietUntilMillis(20, 6, 7, 30));
    }
}
